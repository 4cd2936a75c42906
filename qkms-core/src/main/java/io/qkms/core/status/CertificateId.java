package io.qkms.core.status;

import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * The name by which OCSP asks about a certificate: its serial number under an issuer that two hashes tell (RFC 6960 §4.1.1,
 * {@code CertID}). Equal values have equal octets. Immutable and safe for use by many threads.
 */
public final class CertificateId {

    /** The hash algorithms that are understood; SHA-1 only names here, nothing is signed with it. */
    public enum Hash {
        /** The one that RFC 5019 asks for and that most clients use. */
        SHA_1("SHA-1", OIWObjectIdentifiers.idSHA1),
        /** FIPS 180-4. */
        SHA_256("SHA-256", NISTObjectIdentifiers.id_sha256);

        private final String jcaName;
        private final ASN1ObjectIdentifier oid;
        private final byte[] encodedOid;

        Hash(String jcaName, ASN1ObjectIdentifier oid) {
            this.jcaName = jcaName;
            this.oid = oid;
            this.encodedOid = Der.encode(oid);
        }

        byte[] of(byte[] octets) {
            try {
                return MessageDigest.getInstance(jcaName).digest(octets);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + jcaName, e);
            }
        }
    }

    /**
     * An issuer as one hash algorithm names it. Two certificates of one subject and key have the same.
     *
     * @param hash the hash algorithm
     * @param nameHash hash of the issuer's DER-encoded name, in hexadecimal
     * @param keyHash hash of the issuer's public key, without tag, length and unused bits, in hexadecimal
     */
    public record IssuerId(Hash hash, String nameHash, String keyHash) {

        /** How this hash algorithm names the holder of this certificate as an issuer. */
        public static IssuerId of(Hash hash, Certificate issuer) {
            SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(issuer.publicKey());
            return new IssuerId(
                    hash,
                    hex(hash.of(issuer.subject().encoded())),
                    hex(hash.of(key.getPublicKeyData().getOctets())));
        }
    }

    private final byte[] encoded;
    private final @Nullable IssuerId issuer;
    private final BigInteger serial;

    private CertificateId(byte[] encoded, @Nullable IssuerId issuer, BigInteger serial) {
        this.encoded = encoded;
        this.issuer = issuer;
        this.serial = serial;
    }

    /** The id of a certificate that this issuer made. */
    public static CertificateId of(Hash hash, Certificate issuer, SerialNumber serial) {
        IssuerId id = IssuerId.of(hash, issuer);
        CertID value = new CertID(
                new AlgorithmIdentifier(hash.oid, DERNull.INSTANCE),
                new DEROctetString(HexFormat.of().parseHex(id.nameHash())),
                new DEROctetString(HexFormat.of().parseHex(id.keyHash())),
                new ASN1Integer(serial.value()));
        return new CertificateId(Der.encode(value), id, serial.value());
    }

    /** Reads the CertID that stands next. */
    static CertificateId read(DerReader from) throws MalformedOcspRequestException {
        byte[] encoded = from.whole(DerReader.SEQUENCE);
        DerReader id = new DerReader(encoded).enter(DerReader.SEQUENCE);
        DerReader algorithm = id.enter(DerReader.SEQUENCE);
        byte[] oid = algorithm.whole(DerReader.OBJECT_IDENTIFIER);
        if (algorithm.hasNext() && algorithm.contents(DerReader.NULL).length != 0) {
            throw new MalformedOcspRequestException("a NULL with contents");
        }
        algorithm.end();
        String nameHash = hex(id.contents(DerReader.OCTET_STRING));
        String keyHash = hex(id.contents(DerReader.OCTET_STRING));
        BigInteger serial = new BigInteger(id.integer());
        id.end();
        IssuerId issuer =
                hash(oid).map(known -> new IssuerId(known, nameHash, keyHash)).orElse(null);
        return new CertificateId(encoded, issuer, serial);
    }

    private static Optional<Hash> hash(byte[] encodedOid) {
        return Arrays.stream(Hash.values())
                .filter(hash -> Arrays.equals(hash.encodedOid, encodedOid))
                .findFirst();
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** The issuer that is meant; empty if it is named by a hash algorithm that is not understood. */
    public Optional<IssuerId> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** Whether the holder of this certificate is the issuer that is meant. */
    public boolean matches(Certificate candidate) {
        return issuer != null && issuer.equals(IssuerId.of(issuer.hash(), candidate));
    }

    /** The serial number as asked; a stranger may ask for any integer, also ones that no certificate can have. */
    public BigInteger serial() {
        return serial;
    }

    /** The DER encoding, as it was asked; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateId that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "CertificateId[0x" + serial.toString(16) + " under " + issuer + "]";
    }
}
