package io.qkms.server.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operation answers: status, header fields and the body's octets. Immutable. */
public final class Answer {
    private static final byte[] NOTHING = {};

    private final int status;
    private final @Nullable String mediaType;
    private final byte[] body;
    private final Map<String, String> headers;

    private Answer(int status, @Nullable String mediaType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.mediaType = mediaType;
        this.body = body;
        this.headers = headers;
    }

    /**
     * An answer of {@code application/json}: the value as {@link Json} writes it (snake_case names, RFC 3339 times to whole
     * seconds, ISO 8601 durations, nulls present).
     */
    public static Answer json(int status, Object value) {
        return new Answer(status, MediaTypes.JSON, Json.write(value), Map.of());
    }

    /** An answer of some octets. The array is not copied: the caller leaves it alone from here on. */
    public static Answer bytes(int status, String mediaType, byte[] body) {
        return new Answer(status, mediaType, body, Map.of());
    }

    /** An answer without a body, for example 204 or 304. */
    public static Answer empty(int status) {
        return new Answer(status, null, NOTHING, Map.of());
    }

    /** This answer with one more header field; one of the same name is replaced. */
    public Answer header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new Answer(status, mediaType, body, Collections.unmodifiableMap(more));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body's media type; empty where there is no body. */
    public Optional<String> mediaType() {
        return Optional.ofNullable(mediaType);
    }

    /** The header fields beside {@code Content-Type} and {@code Content-Length}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body; not a copy, so to be left alone. */
    byte[] body() {
        return body;
    }
}
