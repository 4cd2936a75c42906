package io.qkms.core.x509;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is to be certified, except what the issuer brings.
 *
 * @param kind what the certificate is for; decides the profile of RFC 5280 that it is held to
 * @param serial the serial number
 * @param subject the subject; may be empty where alternative names are
 * @param publicKey the subject's key
 * @param validity when it is valid
 * @param subjectAlternativeNames the alternative names, in order
 * @param keyUsage the key usage; at least one bit
 * @param extendedKeyUsage the purposes; empty for no restriction
 * @param pathLength how many intermediates may follow; null for no limit, and for what is no CA
 * @param nameConstraints what a CA may certify; null for no constraint
 * @param pointers the URLs that it carries
 * @param alternativePublicKey the key of the second signature in a certificate of two (X.509 (2019) §9.8); null for none
 */
public record CertificateContent(
        Kind kind,
        SerialNumber serial,
        DistinguishedName subject,
        SubjectPublicKey publicKey,
        Validity validity,
        List<SubjectAlternativeName> subjectAlternativeNames,
        Set<KeyUsageBit> keyUsage,
        List<ExtendedKeyUsage> extendedKeyUsage,
        @Nullable Integer pathLength,
        @Nullable NameConstraints nameConstraints,
        StatusPointers pointers,
        @Nullable SubjectPublicKey alternativePublicKey) {

    /** What a certificate is for. */
    public enum Kind {
        /** A trust anchor that signs itself. */
        ROOT,
        /** A CA below another. */
        INTERMEDIATE,
        /** A certificate of somebody who certifies nobody. */
        LEAF,
        /** A delegated OCSP responder (RFC 6960 §4.2.2.2). */
        OCSP_RESPONDER;

        boolean ca() {
            return this == ROOT || this == INTERMEDIATE;
        }
    }

    private static final Set<KeyUsageBit> CA_USAGE = EnumSet.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.CRL_SIGN);

    public CertificateContent {
        subjectAlternativeNames = List.copyOf(subjectAlternativeNames);
        keyUsage = Set.copyOf(keyUsage);
        extendedKeyUsage = List.copyOf(extendedKeyUsage);
    }

    /** A root: CA without limits, signs certificates and CRLs. */
    public static CertificateContent root(
            SerialNumber serial, DistinguishedName subject, SubjectPublicKey publicKey, Validity validity) {
        return new CertificateContent(
                Kind.ROOT,
                serial,
                subject,
                publicKey,
                validity,
                List.of(),
                CA_USAGE,
                List.of(),
                null,
                null,
                StatusPointers.NONE,
                null);
    }

    /** An intermediate: CA, signs certificates and CRLs. */
    public static CertificateContent intermediate(
            SerialNumber serial,
            DistinguishedName subject,
            SubjectPublicKey publicKey,
            Validity validity,
            @Nullable Integer pathLength,
            @Nullable NameConstraints nameConstraints,
            StatusPointers pointers) {
        return new CertificateContent(
                Kind.INTERMEDIATE,
                serial,
                subject,
                publicKey,
                validity,
                List.of(),
                CA_USAGE,
                List.of(),
                pathLength,
                nameConstraints,
                pointers,
                null);
    }

    /** A leaf. */
    public static CertificateContent leaf(
            SerialNumber serial,
            DistinguishedName subject,
            SubjectPublicKey publicKey,
            Validity validity,
            List<SubjectAlternativeName> subjectAlternativeNames,
            Set<KeyUsageBit> keyUsage,
            List<ExtendedKeyUsage> extendedKeyUsage,
            StatusPointers pointers) {
        return new CertificateContent(
                Kind.LEAF,
                serial,
                subject,
                publicKey,
                validity,
                subjectAlternativeNames,
                keyUsage,
                extendedKeyUsage,
                null,
                null,
                pointers,
                null);
    }

    /** A delegated OCSP responder, whose own status need not be asked ({@code id-pkix-ocsp-nocheck}). */
    public static CertificateContent ocspResponder(
            SerialNumber serial, DistinguishedName subject, SubjectPublicKey publicKey, Validity validity) {
        return new CertificateContent(
                Kind.OCSP_RESPONDER,
                serial,
                subject,
                publicKey,
                validity,
                List.of(),
                EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE),
                List.of(ExtendedKeyUsage.OCSP_SIGNING),
                null,
                null,
                StatusPointers.NONE,
                null);
    }
}
