package io.qkms.client.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reason of a refusal.
 *
 * @param field where it stands in the request, for example {@code subject_alt_names[0]}
 * @param rule the rule that refuses, for example {@code san.dns}
 * @param value the offending value
 * @param allowed what would have been accepted, as far as it can be listed
 */
public record ErrorDetail(
        @Nullable String field,
        @Nullable String rule,
        @Nullable String value,
        List<String> allowed) {

    public ErrorDetail {
        allowed = allowed == null ? List.of() : List.copyOf(allowed);
    }
}
