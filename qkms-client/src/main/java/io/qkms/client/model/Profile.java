package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A profile: what may be certified, and how.
 *
 * @param name its name
 * @param usages the usages of keys that it certifies
 * @param algorithms the algorithms that it allows
 * @param extendedKeyUsage what its certificates are for
 * @param approval {@code automatic} or {@code manual}
 * @param json everything that it says
 */
public record Profile(
        String name,
        List<Usage> usages,
        List<String> algorithms,
        List<String> extendedKeyUsage,
        @Nullable String approval,
        JsonNode json) {

    public Profile {
        usages = List.copyOf(usages);
        algorithms = List.copyOf(algorithms);
        extendedKeyUsage = List.copyOf(extendedKeyUsage);
    }
}
