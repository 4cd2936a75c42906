package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a certificate.
 *
 * @param serial {@code 0x…}
 * @param number its number in its repository
 * @param repository the number of its repository: one root and everything under it
 * @param issuerId the CA that signed it
 * @param profile the profile that judged it; null for a CA's own
 * @param subject RFC 4514
 * @param subjectAltNames the names it certifies
 * @param algorithm the certified key's algorithm
 * @param hybridForm the form of a hybrid; null for others
 * @param keyId the key, where Q-KMS holds it
 * @param csrId the request it was issued for
 * @param notBefore its begin
 * @param notAfter its end
 * @param status its state now
 * @param revocation null unless revoked or on hold
 * @param crlUrl where its CRL is; null if the certificate names none
 * @param deltaCrlUrl where its delta CRL is; null if the certificate names none
 * @param ocspUrl where OCSP answers for it; null if the certificate names none
 * @param visibleInOcspAt in the answer to a revocation: from when OCSP says so
 * @param publishedAt in the answer to a revocation: from when the CRL says so
 * @param certificate PEM; null in lists
 * @param chain the certificates above it, PEM: issuer first, root last; empty in lists
 */
public record Certificate(
        String serial,
        @Nullable Long number,
        @Nullable Integer repository,
        @Nullable String issuerId,
        @Nullable String profile,
        String subject,
        List<String> subjectAltNames,
        String algorithm,
        @Nullable String hybridForm,
        @Nullable String keyId,
        @Nullable String csrId,
        Instant notBefore,
        Instant notAfter,
        CertificateStatus status,
        @Nullable Revocation revocation,
        @Nullable String crlUrl,
        @Nullable String deltaCrlUrl,
        @Nullable String ocspUrl,
        @Nullable Instant visibleInOcspAt,
        @Nullable Instant publishedAt,
        @Nullable String certificate,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> chain) {

    public Certificate {
        subjectAltNames = List.copyOf(subjectAltNames);
        chain = chain == null ? List.of() : List.copyOf(chain);
    }
}
