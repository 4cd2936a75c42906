package io.qkms.core.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reason of a refusal.
 *
 * @param field where it stands in the request, for example {@code subject_alt_names[0]}; null where no field is at fault
 * @param rule the rule that refuses, machine-readable, for example {@code san.dns}; also selects the message in the
 *     caller's language
 * @param value the offending value as the caller sent it; never a secret
 * @param allowed what would have been accepted, empty where nothing would; null where that cannot be listed
 */
public record ErrorDetail(
        @Nullable String field,
        String rule,
        @Nullable String value,
        @Nullable List<String> allowed) {

    public ErrorDetail {
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    /** A detail without a list of what is allowed. */
    public static ErrorDetail of(@Nullable String field, String rule, @Nullable String value) {
        return new ErrorDetail(field, rule, value, null);
    }
}
