package io.qkms.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long tokens of a key may live (api.md §9).
 *
 * @param now the second in which the token is made
 * @param longest the key's {@code max_token_ttl}
 */
record TokenLifetime(Instant now, Duration longest) {
    private static final Duration LONGEST_BY_DEFAULT = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofMinutes(5);

    /** @param longest the key's own {@code max_token_ttl}; null for the default */
    static TokenLifetime of(Instant now, @Nullable Duration longest) {
        return new TokenLifetime(now.truncatedTo(ChronoUnit.SECONDS), longest == null ? LONGEST_BY_DEFAULT : longest);
    }

    /** The latest expiry that a token may have. */
    Instant latest() {
        return now.plus(longest);
    }

    /**
     * When a token of this life expires.
     *
     * @param ttl null for the usual life
     * @throws QkmsException 40000 {@code ttl.positive} or {@code ttl.maximum}
     */
    Instant expiry(@Nullable Duration ttl) {
        if (ttl == null) {
            return now.plus(USUAL.compareTo(longest) < 0 ? USUAL : longest);
        }
        if (!ttl.isPositive()) {
            throw QkmsException.malformed("ttl", "ttl.positive", ttl.toString(), null);
        }
        if (ttl.compareTo(longest) > 0) {
            throw tooLong("ttl", ttl.toString());
        }
        return now.plus(ttl);
    }

    /**
     * A token's own expiry, if it is a time that it may have.
     *
     * @param field where it stands in the request
     * @param exp seconds since the epoch (RFC 7519 §2, NumericDate), whole ones only
     * @throws QkmsException 40000 {@code claim.exp} or {@code ttl.maximum}
     */
    Instant expiry(String field, JsonNode exp) {
        if (!exp.isIntegralNumber()) {
            throw QkmsException.malformed(field, "claim.exp", exp.asText(), null);
        }
        if (!exp.canConvertToLong() || exp.longValue() > latest().getEpochSecond()) {
            throw tooLong(field, exp.asText());
        }
        return Instant.ofEpochSecond(Math.max(exp.longValue(), 0));
    }

    private QkmsException tooLong(String field, String value) {
        return new QkmsException(
                ErrorCode.MALFORMED_REQUEST,
                List.of(new ErrorDetail(field, "ttl.maximum", value, List.of(longest.toString()))));
    }
}
