package io.qkms.core.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the API contract: a code and the reasons. Thrown where the refusal is known, mapped to an answer once.
 *
 * <p>The exception's message is for logs and developers; it holds no secret. What the caller reads is made from the code
 * and the details, in the caller's language.
 */
public final class QkmsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<ErrorDetail> details;
    private final transient @Nullable Duration retryAfter;

    /** A refusal for the given reasons. */
    public QkmsException(ErrorCode code, List<ErrorDetail> details) {
        this(code, details, null, null);
    }

    /**
     * A refusal with everything that can be said of it.
     *
     * @param retryAfter how long the caller should wait; null where waiting does not help
     * @param cause what made us refuse; null where we decided by ourselves
     */
    public QkmsException(
            ErrorCode code, List<ErrorDetail> details, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(code.code() + " " + code + " " + details, cause);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /** A refusal for one reason. */
    public static QkmsException of(ErrorCode code, @Nullable String field, String rule, @Nullable String value) {
        return new QkmsException(code, List.of(ErrorDetail.of(field, rule, value)));
    }

    /** Input that does not parse (40000), with the place and the cause. */
    public static QkmsException malformed(
            String field, String rule, @Nullable String value, @Nullable Throwable cause) {
        return new QkmsException(ErrorCode.MALFORMED_REQUEST, List.of(ErrorDetail.of(field, rule, value)), null, cause);
    }

    /** Nothing with this identifier exists for the caller (40401). */
    public static QkmsException notFound(String field, String value) {
        return of(ErrorCode.NOT_FOUND, field, "not_found", value);
    }

    /** The present state forbids it (40902). */
    public static QkmsException conflict(String field, String rule, @Nullable String value) {
        return of(ErrorCode.CONFLICT, field, rule, value);
    }

    /** The contract's code. */
    public ErrorCode code() {
        return code;
    }

    /** Every reason; may be empty. */
    public List<ErrorDetail> details() {
        return details;
    }

    /** How long to wait before trying again, where waiting can help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
