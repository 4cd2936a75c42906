package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 certificate as a value over its DER encoding. Immutable and safe for use by many threads; equal when the
 * encodings are equal. Reading one says nothing about whether it is valid or trusted.
 */
public final class Certificate {
    private static final int MAX_LENGTH = 256 * 1024;

    private final byte[] encoded;
    private final TbsCertificate tbs;
    private final byte[] tbsEncoded;
    private final byte[] signature;
    private final SerialNumber serial;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;
    private final Instant notBefore;
    private final Instant notAfter;
    private final BasicConstraints basicConstraints;

    private Certificate(byte[] encoded) {
        this.encoded = encoded;
        DerValue.Fields fields = DerValue.parse(encoded).sequence();
        DerValue tbsValue = fields.next(DerValue.SEQUENCE);
        this.tbs = TbsCertificate.read(tbsValue);
        this.tbsEncoded = tbsValue.encoded();
        DerValue outerAlgorithm = fields.next(DerValue.SEQUENCE);
        this.signature = fields.next().bitStringOctets();
        fields.end();
        if (!Arrays.equals(outerAlgorithm.encoded(), tbs.signature().encoded())) {
            throw new IllegalArgumentException("the two signature algorithms differ (RFC 5280 §4.1.1.2)");
        }
        this.serial = new SerialNumber(tbs.serialNumber());
        this.subject = DistinguishedName.read(tbs.subject());
        this.issuer = DistinguishedName.read(tbs.issuer());
        this.notBefore = tbs.notBeforeTime();
        this.notAfter = tbs.notAfterTime();
        this.basicConstraints = tbs.extensions().basicConstraints().orElse(BasicConstraints.LEAF);
    }

    /**
     * Reads a certificate that we stored or made.
     *
     * @throws IllegalArgumentException if it is not a DER-encoded certificate
     */
    public static Certificate ofDer(byte[] der) {
        return new Certificate(der.clone());
    }

    /**
     * Reads a PEM certificate of a request.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with a {@code pem…} rule or {@code certificate}
     */
    public static Certificate parse(String field, String pem) {
        return parse(field, Pem.decode(field, pem, List.of(Pem.CERTIFICATE)));
    }

    /**
     * Reads a DER certificate of a request.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code certificate}
     */
    public static Certificate parse(String field, byte[] der) {
        if (der.length > MAX_LENGTH) {
            throw QkmsException.malformed(field, "certificate", der.length + " octets", null);
        }
        try {
            return new Certificate(der.clone());
        } catch (IllegalArgumentException malformed) {
            throw QkmsException.malformed(field, "certificate", malformed.getMessage(), malformed);
        }
    }

    /** The serial number. */
    public SerialNumber serial() {
        return serial;
    }

    /** The subject; may be empty. */
    public DistinguishedName subject() {
        return subject;
    }

    /** The issuer. */
    public DistinguishedName issuer() {
        return issuer;
    }

    /** The first second of validity. */
    public Instant notBefore() {
        return notBefore;
    }

    /** The last second of validity. */
    public Instant notAfter() {
        return notAfter;
    }

    /** The subject's public key as DER-encoded SubjectPublicKeyInfo; a fresh copy. */
    public byte[] publicKey() {
        return tbs.subjectPublicKeyInfo().encoded();
    }

    /**
     * The algorithm of the subject's key.
     *
     * @throws QkmsException 40000 or 40002 if it is not one that Q-KMS knows
     */
    public Algorithm algorithm() {
        return SubjectPublicKey.parse("certificate", publicKey()).algorithm();
    }

    /** The subject key identifier. */
    public Optional<byte[]> subjectKeyIdentifier() {
        return tbs.extensions().subjectKeyIdentifier();
    }

    /** The key identifier of the issuer's key. */
    public Optional<byte[]> authorityKeyIdentifier() {
        return tbs.extensions().authorityKeyIdentifier();
    }

    /**
     * The subject's alternative names.
     *
     * @throws QkmsException 40000 if it has one of a type that Q-KMS does not know
     */
    public List<SubjectAlternativeName> subjectAlternativeNames() {
        return tbs.extensions().subjectAlternativeNames("certificate");
    }

    /** The key usage; empty where the certificate does not restrict it. */
    public Optional<Set<KeyUsageBit>> keyUsage() {
        return tbs.extensions().keyUsage();
    }

    /** The purposes; empty where the certificate does not restrict them. */
    public List<ExtendedKeyUsage> extendedKeyUsage() {
        return tbs.extensions().extendedKeyUsage().orElse(List.of());
    }

    /** Whether it is a CA's, and its path length. */
    public BasicConstraints basicConstraints() {
        return basicConstraints;
    }

    /** Whether the subject may certify others. */
    public boolean isCa() {
        return basicConstraints.ca();
    }

    /** The name constraints on what a CA may certify. */
    public Optional<NameConstraints> nameConstraints() {
        return tbs.extensions().value(Extensions.NAME_CONSTRAINTS).map(NameConstraints::read);
    }

    /** Whether subject and issuer are one: a root, or a CA's key roll-over. */
    public boolean isSelfIssued() {
        return subject.equals(issuer);
    }

    /** Where the complete CRL is; empty where the certificate names none. */
    public Optional<String> crlUrl() {
        return first(tbs.extensions().distributionPointUris(Extensions.CRL_DISTRIBUTION_POINTS));
    }

    /** Where the delta CRL is; empty where the certificate names none. */
    public Optional<String> deltaCrlUrl() {
        return first(tbs.extensions().distributionPointUris(Extensions.FRESHEST_CRL));
    }

    /** Where the OCSP responder is; empty where the certificate names none. */
    public Optional<String> ocspUrl() {
        return first(tbs.extensions().accessUris(Extensions.OCSP_METHOD));
    }

    /** Where the issuer's certificate is; empty where the certificate names none. */
    public Optional<String> caIssuersUrl() {
        return first(tbs.extensions().accessUris(Extensions.CA_ISSUERS_METHOD));
    }

    /** Whether it is an OCSP responder's that needs no status of its own (RFC 6960 §4.2.2.2.1). */
    public boolean isOcspNoCheck() {
        return tbs.extensions().has(Extensions.OCSP_NO_CHECK);
    }

    private static Optional<String> first(List<String> uris) {
        return uris.stream().findFirst();
    }

    /** The DER encoding of what is signed; a fresh copy. */
    public byte[] toBeSigned() {
        return tbsEncoded.clone();
    }

    /** The signature in X.509's encoding; a fresh copy. */
    public byte[] signature() {
        return signature.clone();
    }

    /** The DER encoding; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** The certificate as one PEM block. */
    public String pem() {
        return Pem.encode(Pem.CERTIFICATE, encoded);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Certificate that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "Certificate[" + serial + " " + subject + "]";
    }
}
