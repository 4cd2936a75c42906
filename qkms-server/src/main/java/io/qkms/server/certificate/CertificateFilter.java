package io.qkms.server.certificate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a list shows; null means any.
 *
 * @param subject the whole subject as an RFC 4514 string
 * @param name a subject alternative name, typed by prefix
 */
record CertificateFilter(
        @Nullable String profile,
        @Nullable CertificateStatus status,
        @Nullable String subject,
        @Nullable String name,
        @Nullable String issuerId,
        @Nullable Instant expiresBefore,
        @Nullable String keyId) {}
