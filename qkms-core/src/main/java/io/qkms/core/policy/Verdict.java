package io.qkms.core.policy;

import io.qkms.core.error.ErrorDetail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one rule says of one thing in a request.
 *
 * @param rule the rule's name in the contract, for example {@code san.dns}
 * @param field where the thing stands in the request
 * @param value what the request says; null where it says nothing
 * @param allowed what the rule allows, empty for nothing; null where that cannot be listed
 * @param holds whether the rule is kept
 */
public record Verdict(
        String rule,
        @Nullable String field,
        @Nullable String value,
        @Nullable List<String> allowed,
        boolean holds) {

    public Verdict {
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    ErrorDetail detail() {
        return new ErrorDetail(field, rule, value, allowed);
    }
}
