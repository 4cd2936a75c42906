package io.qkms.core.policy;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that a profile's rules say of a request.
 *
 * @param verdicts one for each rule and thing that was judged, kept or not
 */
public record Decision(List<Verdict> verdicts) {

    public Decision {
        verdicts = List.copyOf(verdicts);
    }

    /** Whether no rule is violated. */
    public boolean allowed() {
        return violations().isEmpty();
    }

    /** The verdicts of violated rules. */
    public List<Verdict> violations() {
        return verdicts.stream().filter(verdict -> !verdict.holds()).toList();
    }

    /**
     * Refuses what violates a rule.
     *
     * @param further what the caller itself found to violate policy
     * @throws QkmsException 40001 with every violation
     */
    public void requireAllowed(List<ErrorDetail> further) {
        if (!allowed() || !further.isEmpty()) {
            throw new QkmsException(
                    ErrorCode.POLICY_VIOLATION,
                    Stream.concat(violations().stream().map(Verdict::detail), further.stream())
                            .toList());
        }
    }
}
