package io.qkms.server.key;

import io.qkms.core.key.Key;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key as the server keeps it. Immutable.
 *
 * @param key the key itself, with its versions
 * @param tenant whose it is
 * @param requestedAlgorithm the algorithm as the request named it
 * @param tags free labels
 * @param realm whose tokens it signs; null where it signs none
 * @param issuer the {@code iss} of the realm's tokens where the realm names one of its own; null otherwise
 * @param defaultOfRealm whether it signs for its realm where neither key nor algorithm is named
 * @param maxTokenTtl the longest life of a token that it signs; null for the server's default
 * @param slot where its next version will live
 */
public record KeyEntry(
        Key key,
        String tenant,
        String requestedAlgorithm,
        Map<String, String> tags,
        @Nullable String realm,
        @Nullable String issuer,
        boolean defaultOfRealm,
        @Nullable Duration maxTokenTtl,
        String slot) {

    public KeyEntry {
        tags = Map.copyOf(tags);
    }

    /** The key's identifier. */
    public String id() {
        return key.id();
    }

    /** This entry with its key in another state. */
    KeyEntry with(Key changed) {
        return new KeyEntry(
                changed, tenant, requestedAlgorithm, tags, realm, issuer, defaultOfRealm, maxTokenTtl, slot);
    }
}
