package io.qkms.client.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certification request that the server keeps.
 *
 * @param id its handle
 * @param status how far it is
 * @param profile the profile that judged it
 * @param subject the subject, RFC 4514
 * @param subjectAltNames every name to be certified
 * @param algorithm the key's algorithm
 * @param keyId the key, where Q-KMS holds it
 * @param serial the certificate's serial, once issued
 * @param createdAt when it came
 * @param expiresAt until when it can be issued
 */
public record Csr(
        String id,
        CsrStatus status,
        String profile,
        String subject,
        List<String> subjectAltNames,
        String algorithm,
        @Nullable String keyId,
        @Nullable String serial,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public Csr {
        subjectAltNames = List.copyOf(subjectAltNames);
    }
}
