package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.slot.Signer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/**
 * Lets BouncyCastle's builders of CRLs and OCSP answers sign with a slot's signer. Made for one signature by one thread; the
 * content is kept in memory until it is signed.
 */
public final class SlotContentSigner implements ContentSigner {
    private final Signer signer;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** Makes one signature with the given signer. */
    public SlotContentSigner(Signer signer) {
        this.signer = signer;
    }

    /** The AlgorithmIdentifier of signatures: parameters absent (RFC 9881 §2, RFC 8410 §3, RFC 5758 §3.2), NULL for RSA. */
    public static AlgorithmIdentifier signatureIdentifier(Algorithm algorithm) {
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(algorithm.signatureOid());
        return algorithm.family() == Family.RSA
                ? new AlgorithmIdentifier(oid, DERNull.INSTANCE)
                : new AlgorithmIdentifier(oid);
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return signatureIdentifier(signer.algorithm());
    }

    @Override
    public OutputStream getOutputStream() {
        return content;
    }

    @Override
    public byte[] getSignature() {
        return signer.sign(content.toByteArray());
    }
}
