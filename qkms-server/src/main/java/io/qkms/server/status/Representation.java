package io.qkms.server.status;

import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something signed that caches may keep, with the validators of RFC 9110 §8.8.
 *
 * @param mediaType of the body
 * @param etag tells these octets from others, without quotes
 * @param lastModified when it was signed
 * @param expires when it ends
 * @param usableUntil until when caches may give it away without asking; not after {@code expires}
 */
record Representation(String mediaType, String etag, Instant lastModified, Instant expires, Instant usableUntil) {
    /** RFC 9110 §5.6.7; Java's own RFC 1123 form writes days of one digit. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** For a GET: 200 with the body, or 304 if the caller has it already. */
    Answer toGet(Call call, Instant now, Supplier<byte[]> body) {
        return described(isAtHand(call) ? Answer.empty(304) : Answer.bytes(200, mediaType, body.get()), now);
    }

    /** For a POST, which is not conditional on what the caller has (RFC 9110 §13.1.2): 200 with the body. */
    Answer toPost(Instant now, byte[] body) {
        return described(Answer.bytes(200, mediaType, body), now);
    }

    private Answer described(Answer answer, Instant now) {
        long maxAge = Math.max(0, Duration.between(now, usableUntil).toSeconds());
        return answer.header("ETag", '"' + etag + '"')
                .header("Last-Modified", HTTP_DATE.format(lastModified))
                .header("Expires", HTTP_DATE.format(expires))
                .header("Cache-Control", "public, max-age=" + maxAge + ", no-transform, must-revalidate");
    }

    /** RFC 9110 §13.2.2: the time is asked about only where no tag is. */
    private boolean isAtHand(Call call) {
        Optional<String> tags = call.header("If-None-Match");
        if (tags.isPresent()) {
            return Arrays.stream(tags.get().split(","))
                    .map(String::strip)
                    .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                    .anyMatch(tag -> tag.equals("*") || tag.equals('"' + etag + '"'));
        }
        return call.header("If-Modified-Since")
                .flatMap(Representation::time)
                .filter(since -> !lastModified.isAfter(since))
                .isPresent();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(HTTP_DATE.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            // RFC 9110 §13.1.3: a date that does not parse is passed over.
            return Optional.empty();
        }
    }
}
