package io.qkms.server.csr;

import io.qkms.core.x509.SubjectAlternativeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certification request as the contract shows it. */
record CsrView(
        String id,
        CsrStatus status,
        String profile,
        String subject,
        List<String> subjectAltNames,
        String algorithm,
        @Nullable String keyId,
        @Nullable String serial,
        Instant createdAt,
        Instant expiresAt) {

    static CsrView of(CsrRecord row) {
        return new CsrView(
                row.id,
                CsrStatus.valueOf(row.status),
                row.profile,
                row.subject,
                row.subjectAltNames
                        .lines()
                        .map(name -> SubjectAlternativeName.parse("subject_alt_names", name)
                                .toString())
                        .toList(),
                row.algorithm,
                row.keyId,
                row.serial,
                row.createdAt,
                row.expiresAt);
    }
}
