package io.qkms.client;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to be made. Confined to the thread that makes it. */
final class Call {
    static final String JSON = "application/json";

    private final String method;
    private final String path;
    private final boolean authorized;
    private final List<String> query = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte @Nullable [] body;

    private Call(String method, String path, boolean authorized) {
        this.method = method;
        this.path = path;
        this.authorized = authorized;
        headers.put("Accept", JSON);
    }

    /** A call that needs an access token. */
    static Call get(String path) {
        return new Call("GET", path, true);
    }

    /** A call that needs an access token, with a JSON body. */
    static Call post(String path, Object body) {
        return new Call("POST", path, true).body(JSON, Json.write(body));
    }

    /** A call that anybody may make. */
    static Call publicGet(String path) {
        return new Call("GET", path, false);
    }

    /** A call that anybody may make. */
    static Call publicPost(String path, String mediaType, byte[] body) {
        return new Call("POST", path, false).body(mediaType, body);
    }

    /** A path segment of any text. */
    static String segment(String text) {
        return encode(text).replace("+", "%20");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Call body(String mediaType, byte[] octets) {
        body = octets;
        return header("Content-Type", mediaType);
    }

    Call accept(String mediaType) {
        return header("Accept", mediaType);
    }

    Call header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a query parameter, unless it has no value. */
    Call query(String name, @Nullable Object value) {
        if (value != null) {
            query.add(encode(name) + "=" + encode(value.toString()));
        }
        return this;
    }

    String method() {
        return method;
    }

    /** Whether it changes nothing, so that it may be made again. */
    boolean isRead() {
        return method.equals("GET");
    }

    boolean isAuthorized() {
        return authorized;
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    Map<String, String> headers() {
        return headers;
    }

    BodyPublisher publisher() {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
