package io.qkms.client;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * When to ask again. A read is repeated after 429, 502, 503, 504 and after failures of the connection. Anything else is
 * repeated only after 429 and 503 with {@code Retry-After}, for then the server has said that it changed nothing. A request
 * for an access token counts as a read. The server's wait is obeyed if it is not longer than the longest.
 *
 * @param attempts how often to ask in all, at least 1
 * @param firstPause the pause before the second attempt where the server names none; doubled each time
 * @param longestPause never wait longer than this: give up instead
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {
    private static final Set<Integer> REFUSED_UNTOUCHED = Set.of(429, 503);
    private static final Set<Integer> TRANSIENT = Set.of(429, 502, 503, 504);

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("at least one attempt");
        }
    }

    /** Three attempts, 200 ms before the second, at most 5 s between two. */
    public static RetryPolicy standard() {
        return new RetryPolicy(3, Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    /** One attempt. */
    public static RetryPolicy never() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /** The pause before asking again after this answer; empty for giving up. */
    Optional<Duration> pauseAfter(HttpResponse<?> response, boolean read, int attempt, InstantSource clock) {
        Set<Integer> repeatable = read ? TRANSIENT : REFUSED_UNTOUCHED;
        if (attempt >= attempts || !repeatable.contains(response.statusCode())) {
            return Optional.empty();
        }
        Optional<Duration> asked = retryAfter(response, clock.instant());
        if (asked.isEmpty() && !read) {
            return Optional.empty();
        }
        return Optional.of(asked.orElseGet(() -> ownPause(attempt)))
                .filter(pause -> pause.compareTo(longestPause) <= 0);
    }

    /** The pause before asking again after the connection failed; empty for giving up. */
    Optional<Duration> pauseAfterFailure(boolean read, int attempt) {
        return read && attempt < attempts ? Optional.of(ownPause(attempt)) : Optional.empty();
    }

    private Duration ownPause(int attempt) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** What {@code Retry-After} says (RFC 9110 §10.2.3): seconds, or a date. */
    static Optional<Duration> retryAfter(HttpResponse<?> response, Instant now) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> {
                    try {
                        return Optional.of(
                                value.matches("\\d{1,9}")
                                        ? Duration.ofSeconds(Long.parseLong(value))
                                        : Duration.between(
                                                now,
                                                ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                                        .toInstant()));
                    } catch (DateTimeParseException e) {
                        return Optional.empty();
                    }
                })
                .map(pause -> pause.isNegative() ? Duration.ZERO : pause);
    }
}
