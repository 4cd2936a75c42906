package io.qkms.server.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.qkms.core.status.RevocationReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate as the contract shows it; lists leave out its encoding and chain, all but revocations the last two times. */
record CertificateView(
        String serial,
        long number,
        int repository,
        String issuerId,
        @Nullable String profile,
        String subject,
        List<String> subjectAltNames,
        String algorithm,
        @Nullable String hybridForm,
        @Nullable String keyId,
        @Nullable String csrId,
        Instant notBefore,
        Instant notAfter,
        Instant expiresAt,
        CertificateStatus status,
        @Nullable Revocation revocation,
        @Nullable String crlUrl,
        @Nullable String deltaCrlUrl,
        @Nullable String ocspUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String certificate,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> chain,
        @JsonUnwrapped RevocationPublisher.@Nullable Publication publication) {

    /** Why and when a certificate was revoked. */
    record Revocation(
            String reason, Instant revokedAt, @Nullable Instant invalidityDate) {}

    /** As lists show it. */
    static CertificateView listed(CertificateColumns row, Instant now) {
        return new CertificateView(
                row.serial,
                row.number,
                row.repository,
                row.issuerId,
                row.profile,
                row.subject,
                Names.values(row.subjectAltNames),
                row.algorithm,
                row.hybridForm,
                row.keyId,
                row.csrId,
                row.notBefore,
                row.notAfter,
                row.notAfter,
                status(row, now),
                revocation(row),
                row.crlUrl,
                row.deltaCrlUrl,
                row.ocspUrl,
                null,
                null,
                null);
    }

    /** The same with the certificate in PEM and those above it. */
    CertificateView with(String pem, List<String> issuers) {
        return new CertificateView(
                serial,
                number,
                repository,
                issuerId,
                profile,
                subject,
                subjectAltNames,
                algorithm,
                hybridForm,
                keyId,
                csrId,
                notBefore,
                notAfter,
                expiresAt,
                status,
                revocation,
                crlUrl,
                deltaCrlUrl,
                ocspUrl,
                pem,
                issuers,
                publication);
    }

    /** The same with the times at which its revocation shows. */
    CertificateView with(RevocationPublisher.Publication shown) {
        return new CertificateView(
                serial,
                number,
                repository,
                issuerId,
                profile,
                subject,
                subjectAltNames,
                algorithm,
                hybridForm,
                keyId,
                csrId,
                notBefore,
                notAfter,
                expiresAt,
                status,
                revocation,
                crlUrl,
                deltaCrlUrl,
                ocspUrl,
                certificate,
                chain,
                shown);
    }

    static CertificateStatus status(CertificateColumns row, Instant now) {
        CertificateStatus written = CertificateStatus.valueOf(row.status);
        return written != CertificateStatus.REVOKED && row.notAfter.isBefore(now) ? CertificateStatus.EXPIRED : written;
    }

    private static @Nullable Revocation revocation(CertificateColumns row) {
        return row.revocationReason == null || row.revokedAt == null
                ? null
                : new Revocation(
                        RevocationReason.ofCode(row.revocationReason).displayName(), row.revokedAt, row.invalidityDate);
    }
}
