package io.qkms.server.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A realm: a name, unique in the installation, whose tokens some keys sign. Immutable.
 *
 * @param name its name
 * @param tenant the tenant that made its first key
 * @param issuer the {@code iss} of its tokens; null for the one that follows from its name
 * @param defaultKeyId the key that signs where neither key nor algorithm is named
 * @param keys its keys, the oldest first
 */
public record Realm(
        String name,
        String tenant,
        @Nullable String issuer,
        @Nullable String defaultKeyId,
        List<KeyEntry> keys) {

    public Realm {
        keys = List.copyOf(keys);
    }
}
