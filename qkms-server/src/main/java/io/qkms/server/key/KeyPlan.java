package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.key.Usage;
import io.qkms.server.access.Tenant;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key shall be, checked.
 *
 * @param tenant whose it is
 * @param requestedAlgorithm the algorithm as the request named it
 * @param realm whose tokens it signs; null where it signs none
 * @param issuer the {@code iss} of the realm's tokens; null for the realm's own
 * @param maxTokenTtl the longest life of a token that it signs; null for the server's default
 * @param slot where it lives
 */
public record KeyPlan(
        String tenant,
        Usage usage,
        Algorithm algorithm,
        String requestedAlgorithm,
        @Nullable HybridForm hybridForm,
        boolean exportable,
        Map<String, String> tags,
        @Nullable String realm,
        @Nullable String issuer,
        @Nullable Duration maxTokenTtl,
        String slot) {

    public KeyPlan {
        tags = Map.copyOf(tags);
    }

    /** A key of Q-KMS's own, for an authority, a responder or access tokens: no tenant's client sees it. */
    public static KeyPlan system(Usage usage, Algorithm algorithm, String slot) {
        return new KeyPlan(
                Tenant.SYSTEM,
                usage,
                algorithm,
                algorithm.displayName(),
                null,
                false,
                Map.of(),
                null,
                null,
                null,
                slot);
    }
}
