package io.qkms.core.policy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.KeyUsageBit;
import io.qkms.core.x509.SubjectAlternativeName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts that policy judges.
 *
 * @param algorithm the algorithm of the key to certify
 * @param hybridForm how two signatures are to be carried; null where there is one
 * @param subject the requested subject
 * @param subjectAlternativeNames every name that would be certified, the request's own before the CSR's
 * @param validity the requested validity; null where the request does not say
 * @param keyUsage the requested key usage; null where none is asked for
 * @param extendedKeyUsage the requested purposes; null where none are asked for
 * @param ca whether the CSR asks to become a CA
 * @param nameConstraints whether the CSR asks for name constraints
 * @param keyCompromised whether the key is known to be compromised
 * @param now when it is judged
 * @param issuer the certificate of the CA that would issue; null where that is not known
 */
public record PolicyRequest(
        Algorithm algorithm,
        @Nullable HybridForm hybridForm,
        DistinguishedName subject,
        List<SubjectAlternativeName> subjectAlternativeNames,
        @Nullable Duration validity,
        @Nullable Set<KeyUsageBit> keyUsage,
        @Nullable List<ExtendedKeyUsage> extendedKeyUsage,
        boolean ca,
        boolean nameConstraints,
        boolean keyCompromised,
        Instant now,
        @Nullable Certificate issuer) {

    public PolicyRequest {
        subjectAlternativeNames = List.copyOf(subjectAlternativeNames);
    }

    /** The facts of a CSR, with the names that it and the request around it ask for together. */
    public static PolicyRequest of(
            CertificationRequest csr,
            List<SubjectAlternativeName> subjectAlternativeNames,
            @Nullable Duration validity,
            boolean keyCompromised,
            Instant now,
            @Nullable Certificate issuer) {
        return new PolicyRequest(
                csr.algorithm(),
                null,
                csr.subject(),
                subjectAlternativeNames,
                validity,
                csr.keyUsage().orElse(null),
                csr.extendedKeyUsage().orElse(null),
                csr.basicConstraints().filter(constraints -> constraints.ca()).isPresent(),
                csr.asksForNameConstraints(),
                keyCompromised,
                now,
                issuer);
    }

    /** The facts of a request for a key that Q-KMS holds, without a CSR. */
    public static PolicyRequest ofKey(
            Algorithm algorithm,
            DistinguishedName subject,
            List<SubjectAlternativeName> subjectAlternativeNames,
            @Nullable Duration validity,
            boolean keyCompromised,
            Instant now,
            @Nullable Certificate issuer) {
        return new PolicyRequest(
                algorithm,
                null,
                subject,
                subjectAlternativeNames,
                validity,
                null,
                null,
                false,
                false,
                keyCompromised,
                now,
                issuer);
    }
}
