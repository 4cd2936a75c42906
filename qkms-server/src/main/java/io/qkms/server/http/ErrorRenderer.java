package io.qkms.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Turns every refusal into the contract's error: {@code application/problem+json} in the caller's language, with the code's
 * status. Immutable and safe for use by many threads.
 *
 * <p>Words come from the resource bundle {@code errors}: {@code <code>.<rule>.message} and {@code .resolution} where the first
 * detail's rule, or a beginning of it, has words of its own, else {@code <code>.message}.
 */
public final class ErrorRenderer {
    private static final String BUNDLE = "io.qkms.server.http.errors";
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
    private static final int MAX_ACCEPT_LANGUAGE = 1024;

    /** Without this a Korean system would answer callers that want English in Korean. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle english = ResourceBundle.getBundle(BUNDLE, Locale.ROOT, NO_FALLBACK);
    private final ResourceBundle korean = ResourceBundle.getBundle(BUNDLE, Locale.KOREAN, NO_FALLBACK);

    /**
     * The answer to a refused request.
     *
     * @param acceptLanguage the request's {@code Accept-Language}; null if it has none
     */
    public Answer render(QkmsException refusal, @Nullable String acceptLanguage, String requestId) {
        ErrorCode code = refusal.code();
        String language = language(acceptLanguage);
        ResourceBundle words = language.equals("ko") ? korean : english;
        String rule =
                refusal.details().isEmpty() ? "" : refusal.details().getFirst().rule();
        Problem problem = new Problem(
                code.code(),
                words(words, code, rule, "message"),
                words(words, code, rule, "resolution"),
                refusal.details().stream().map(Detail::of).toList(),
                requestId);
        Answer answer = Answer.bytes(code.httpStatus(), MediaTypes.PROBLEM_JSON, Json.write(problem))
                .header("Content-Language", language)
                .header("Vary", "Accept-Language")
                .header("Cache-Control", "no-store");
        return switch (code) {
            case UNAUTHENTICATED -> answer.header("WWW-Authenticate", challenge(rule));
            case FORBIDDEN ->
                rule.equals("scope.missing") ? answer.header("WWW-Authenticate", challengeOfScope(refusal)) : answer;
            case TOO_MANY_REQUESTS, UNAVAILABLE ->
                answer.header("Retry-After", wholeSeconds(refusal.retryAfter().orElse(DEFAULT_RETRY)));
            default ->
                refusal.retryAfter()
                        .map(wait -> answer.header("Retry-After", wholeSeconds(wait)))
                        .orElse(answer);
        };
    }

    /** RFC 6750 §3: a request without a token is told no error code. */
    private static String challenge(String rule) {
        String challenge = "Bearer realm=\"qkms\"";
        return rule.equals("token.missing") ? challenge : challenge + ", error=\"invalid_token\"";
    }

    /** RFC 6750 §3.1: which scope a token needs. */
    private static String challengeOfScope(QkmsException refusal) {
        List<String> scopes = refusal.details().getFirst().allowed();
        return "Bearer realm=\"qkms\", error=\"insufficient_scope\""
                + (scopes == null ? "" : ", scope=\"" + String.join(" ", scopes) + "\"");
    }

    private static String wholeSeconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    private String language(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > MAX_ACCEPT_LANGUAGE) {
            return "en";
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(acceptLanguage);
            String tag = Locale.lookupTag(ranges, List.of("en", "ko"));
            return tag == null ? "en" : tag;
        } catch (IllegalArgumentException e) {
            return "en";
        }
    }

    private static String words(ResourceBundle words, ErrorCode code, String rule, String kind) {
        String key = rule;
        while (!key.isEmpty()) {
            String name = code.code() + "." + key + "." + kind;
            if (words.containsKey(name)) {
                return words.getString(name);
            }
            key = key.substring(0, Math.max(0, key.lastIndexOf('.')));
        }
        return words.getString(code.code() + "." + kind);
    }

    private record Problem(int code, String message, String resolution, List<Detail> details, String requestId) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Detail(
            @Nullable String field,
            String rule,
            @Nullable String value,
            @Nullable List<String> allowed) {

        static Detail of(ErrorDetail detail) {
            return new Detail(detail.field(), detail.rule(), detail.value(), detail.allowed());
        }
    }
}
