package io.qkms.core.x509;

import io.qkms.core.slot.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;

/**
 * A certificate that was checked and awaits its signature. Only {@link CertificateBuilder#prepare} makes one; it holds
 * exactly the octets that were checked, and the signer that they were prepared for. Safe for use by many threads.
 */
public final class PreparedCertificate {
    private final byte[] toBeSigned;
    private final Signer signer;
    private final AtomicBoolean issued = new AtomicBoolean();

    PreparedCertificate(byte[] toBeSigned, Signer signer) {
        this.toBeSigned = toBeSigned;
        this.signer = signer;
    }

    /** The octets that were checked and will be signed; a fresh copy. */
    public byte[] toBeSigned() {
        return toBeSigned.clone();
    }

    /**
     * Signs, once: a serial number has one certificate.
     *
     * @throws io.qkms.core.error.QkmsException 50010 if every signature module failed, 50301 if the slot is sealed
     * @throws IllegalStateException if it was called before, also if that call failed
     */
    public Certificate issue() {
        if (!issued.compareAndSet(false, true)) {
            throw new IllegalStateException("already issued");
        }
        byte[] signature = signer.sign(toBeSigned.clone());
        Certificate certificate = Certificate.ofDer(assemble(signature));
        if (!Arrays.equals(certificate.toBeSigned(), toBeSigned)) {
            throw new IllegalStateException("the signed octets are not those that were checked");
        }
        return certificate;
    }

    private byte[] assemble(byte[] signature) {
        try {
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(ASN1Primitive.fromByteArray(toBeSigned));
            parts.add(SlotContentSigner.signatureIdentifier(signer.algorithm()));
            parts.add(new DERBitString(signature));
            return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
