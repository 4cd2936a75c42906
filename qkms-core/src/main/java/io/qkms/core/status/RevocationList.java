package io.qkms.core.status;

import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.Pem;
import io.qkms.core.x509.SlotContentSigner;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * A signed certificate revocation list, version 2 (RFC 5280 §5): the full list of one issuer, with authority key identifier and
 * CRL number. Immutable and safe for use by many threads; its octets may be megabytes.
 */
public final class RevocationList {
    private static final int SEQUENCE = 0x30;
    /** RFC 5280 §5.2.3. */
    private static final int LONGEST_NUMBER = 20;

    /**
     * What a list says of itself. The scope of partitions and deltas (RFC 5280 §5.2.4, §5.2.5) will stand here.
     *
     * @param number the CRL number, greater than that of every earlier list of this issuer; not negative, at most 20 octets
     * @param thisUpdate when it is issued, to whole seconds
     * @param nextUpdate by when the next one will be, to whole seconds
     */
    public record Header(BigInteger number, Instant thisUpdate, Instant nextUpdate) {

        public Header {
            if (number.signum() < 0 || number.toByteArray().length > LONGEST_NUMBER) {
                throw new IllegalArgumentException("not a CRL number: " + number);
            }
            if (!nextUpdate.isAfter(thisUpdate)) {
                throw new IllegalArgumentException(
                        "nextUpdate " + nextUpdate + " is not after thisUpdate " + thisUpdate);
            }
        }
    }

    private final Header header;
    private final byte[] encoded;

    private RevocationList(Header header, byte[] encoded) {
        this.header = header;
        this.encoded = encoded;
    }

    /**
     * Signs a list. The entries are read once, in order, and written at once, so that memory holds about twice the octets of the
     * list and no object per entry.
     *
     * @param issuer with the certificate whose key signs; its key usage must have {@code cRLSign}
     * @param revoked in rising order of serial numbers, each once
     * @throws IllegalArgumentException if the entries are not in that order, or the issuer has no certificate
     * @throws io.qkms.core.error.QkmsException 50010 if every signature module failed, 50301 if the slot is sealed
     */
    public static RevocationList sign(Issuer issuer, Header header, Iterable<RevokedCertificate> revoked) {
        Certificate certificate = issuer.certificate();
        if (certificate == null) {
            throw new IllegalArgumentException("a revocation list needs its issuer's certificate");
        }
        if (issuer.alternative() != null) {
            throw new IllegalArgumentException("a revocation list with an alternative signature is not available");
        }
        byte[] algorithm = Der.encode(
                SlotContentSigner.signatureIdentifier(issuer.primary().algorithm()));
        byte[] toBeSigned = toBeSigned(certificate, algorithm, header, revoked);
        byte[] signature = Der.encode(new DERBitString(issuer.primary().sign(toBeSigned)));
        int length = toBeSigned.length + algorithm.length + signature.length;
        ByteBuffer encoded = ByteBuffer.allocate(Der.lengthOfHeader(length) + length);
        Der.putHeader(encoded, SEQUENCE, length);
        encoded.put(toBeSigned).put(algorithm).put(signature);
        return new RevocationList(header, encoded.array());
    }

    private static byte[] toBeSigned(
            Certificate issuer, byte[] algorithm, Header header, Iterable<RevokedCertificate> revoked) {
        byte[] version2 = Der.encode(new ASN1Integer(1));
        byte[] name = issuer.subject().encoded();
        byte[] thisUpdate = Der.encode(Der.time(header.thisUpdate()));
        byte[] nextUpdate = Der.encode(Der.time(header.nextUpdate()));
        RevokedEntries entries = RevokedEntries.of(revoked);
        byte[] extensions = Der.encode(new DERTaggedObject(true, 0, extensions(issuer, header)));

        // An empty list of entries must be left out (RFC 5280 §5.1.2.6).
        int listLength = entries.length() == 0 ? 0 : Der.lengthOfHeader(entries.length()) + entries.length();
        int length = version2.length
                + algorithm.length
                + name.length
                + thisUpdate.length
                + nextUpdate.length
                + listLength
                + extensions.length;
        ByteBuffer result = ByteBuffer.allocate(Der.lengthOfHeader(length) + length);
        Der.putHeader(result, SEQUENCE, length);
        result.put(version2).put(algorithm).put(name).put(thisUpdate).put(nextUpdate);
        if (listLength > 0) {
            Der.putHeader(result, SEQUENCE, entries.length());
            entries.putInto(result);
        }
        result.put(extensions);
        return result.array();
    }

    private static Extensions extensions(Certificate issuer, Header header) {
        byte[] keyIdentifier = issuer.subjectKeyIdentifier()
                .orElseThrow(() -> new IllegalArgumentException("a CA's certificate has a subject key identifier"));
        return new Extensions(new Extension[] {
            Der.extension(Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(keyIdentifier)),
            Der.extension(Extension.cRLNumber, new ASN1Integer(header.number()))
        });
    }

    /** The CRL number. */
    public BigInteger number() {
        return header.number();
    }

    /** When it was issued, to whole seconds. */
    public Instant thisUpdate() {
        return header.thisUpdate();
    }

    /** By when the next one will be issued, to whole seconds. */
    public Instant nextUpdate() {
        return header.nextUpdate();
    }

    /** The DER encoding; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** The PEM form, {@code X509 CRL} (RFC 7468 §6). */
    public String pem() {
        return Pem.encode(Pem.X509_CRL, encoded);
    }

    @Override
    public String toString() {
        return "RevocationList[number " + header.number() + ", " + encoded.length + " octets]";
    }
}
