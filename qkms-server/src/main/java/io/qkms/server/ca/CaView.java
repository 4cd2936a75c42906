package io.qkms.server.ca;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.x509.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An authority as the contract shows it; {@code crlUrl} and {@code ocspUrl} tell of what it issued. */
record CaView(
        String id,
        String name,
        long number,
        int repository,
        String subject,
        String serial,
        String algorithm,
        @Nullable HybridForm hybridForm,
        CaStatus status,
        Instant notBefore,
        Instant notAfter,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> profiles,
        String certificate,
        List<String> chain,
        @Nullable String crlUrl,
        @Nullable String ocspUrl) {

    static CaView of(Authority authority, StatusUrls urls) {
        Certificate certificate = authority.certificate();
        Repository repository = authority.repository();
        return new CaView(
                authority.id(),
                authority.name(),
                authority.certificateNumber(),
                repository.number(),
                certificate.subject().toString(),
                certificate.serial().toString(),
                authority.algorithm().displayName(),
                null,
                authority.status(),
                certificate.notBefore(),
                certificate.notAfter(),
                authority.kind() == CaKind.ROOT ? null : authority.profiles(),
                certificate.pem(),
                authority.issuers().stream().map(Certificate::pem).toList(),
                repository.crlEnabled() ? urls.crl(authority.id()) : null,
                repository.ocspEnabled() ? urls.ocsp() : null);
    }
}
