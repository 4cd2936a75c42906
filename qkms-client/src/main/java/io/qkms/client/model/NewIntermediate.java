package io.qkms.client.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An intermediate CA to be made.
 *
 * @param name its name
 * @param subject RFC 4514
 * @param algorithm its key's algorithm
 * @param validity how long its certificate holds
 * @param pathLength how many CAs may stand under it
 * @param profiles the profiles it will issue for
 * @param root the root that certifies it; null for the first
 */
public record NewIntermediate(
        String name,
        String subject,
        String algorithm,
        Duration validity,
        int pathLength,
        List<String> profiles,
        @Nullable String root) {

    public NewIntermediate {
        profiles = List.copyOf(profiles);
    }
}
