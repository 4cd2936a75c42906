package io.qkms.server.access;

import io.qkms.core.jose.JwkSet;
import io.qkms.server.http.Answer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The answer that carries the keys of access tokens: cacheable, with a strong validator (RFC 9110 §8.8.3). */
final class KeySetAnswer {
    private final Answer whole;
    private final Answer unchanged;
    private final String etag;

    KeySetAnswer(JwkSet keys, String mediaType, Duration maxAge) {
        byte[] body = keys.encoded();
        this.etag = "\"" + digest(body) + "\"";
        this.whole = cacheable(Answer.bytes(200, mediaType, body), maxAge);
        this.unchanged = cacheable(Answer.empty(304), maxAge);
    }

    /**
     * The set, or 304 if the caller has it.
     *
     * @param ifNoneMatch the request's header; null if there is none
     */
    Answer to(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && names(ifNoneMatch) ? unchanged : whole;
    }

    private Answer cacheable(Answer answer, Duration maxAge) {
        return answer.header("ETag", etag)
                .header(
                        "Cache-Control",
                        "public, max-age=%1$d, stale-while-revalidate=%1$d".formatted(maxAge.toSeconds()));
    }

    /** RFC 9110 §13.1.2: compared weakly, any of a list, or {@code *}. */
    private boolean names(String ifNoneMatch) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static String digest(byte[] octets) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
