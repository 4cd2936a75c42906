package io.qkms.client;

import io.qkms.client.model.ErrorDetail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server refused, and said why. */
public final class QkmsApiException extends QkmsClientException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final String explanation;
    private final @Nullable String resolution;
    private final transient List<ErrorDetail> details;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;

    QkmsApiException(
            int status,
            int code,
            String explanation,
            @Nullable String resolution,
            List<ErrorDetail> details,
            @Nullable String requestId,
            @Nullable Duration retryAfter) {
        super(text(status, code, explanation, details, requestId), null);
        this.status = status;
        this.code = code;
        this.explanation = explanation;
        this.resolution = resolution;
        this.details = List.copyOf(details);
        this.requestId = requestId;
        this.retryAfter = retryAfter;
    }

    private static String text(
            int status, int code, String explanation, List<ErrorDetail> details, @Nullable String requestId) {
        String reasons = details.stream()
                .map(detail ->
                        detail.field() + " " + detail.rule() + (detail.value() == null ? "" : " " + detail.value()))
                .collect(Collectors.joining("; "));
        return (code == 0 ? "HTTP " + status : String.valueOf(code))
                + ": " + explanation
                + (reasons.isEmpty() ? "" : " [" + reasons + "]")
                + (requestId == null ? "" : " (request " + requestId + ")");
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The contract's code, for example 40001; 0 if something between us and the server answered in its place. */
    public int code() {
        return code;
    }

    /** What is wrong, in the language that the client asks for. */
    public String explanation() {
        return explanation;
    }

    /** What to do about it, in the same language. */
    public Optional<String> resolution() {
        return Optional.ofNullable(resolution);
    }

    /** Every reason. */
    public List<ErrorDetail> details() {
        return details;
    }

    /** Whether this rule is among the reasons. */
    public boolean hasRule(String rule) {
        return details.stream().anyMatch(detail -> rule.equals(detail.rule()));
    }

    /** The request's id, by which the server's log and audit find it. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** How long the server asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
