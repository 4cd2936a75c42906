package io.qkms.client.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a certificate was revoked.
 *
 * @param reason why
 * @param revokedAt when
 * @param invalidityDate since when it should not have been trusted; null if not said
 */
public record Revocation(
        RevocationReason reason,
        Instant revokedAt,
        @Nullable Instant invalidityDate) {}
