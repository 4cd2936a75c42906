package io.qkms.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Caller;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request that the contract lets through: its operation is known, its caller permitted, its parameters and body are what
 * the contract says. Unchanging; may be handed from thread to thread.
 */
public final class Call {
    private final Operation operation;
    private final String requestId;
    private final String remoteAddress;
    private final @Nullable Caller caller;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final MultiMap headers;
    private final byte[] rawBody;
    private final @Nullable JsonNode body;

    Call(
            Operation operation,
            String requestId,
            String remoteAddress,
            @Nullable Caller caller,
            Map<String, String> path,
            Map<String, List<String>> query,
            MultiMap headers,
            byte[] rawBody,
            @Nullable JsonNode body) {
        this.operation = operation;
        this.requestId = requestId;
        this.remoteAddress = remoteAddress;
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.rawBody = rawBody;
        this.body = body;
    }

    /** The contract's {@code operationId}. */
    public String operationId() {
        return operation.id();
    }

    /** The request's identifier, the caller's own if it sent a sane one; for audit records and logs. */
    public String requestId() {
        return requestId;
    }

    /** The peer's IP address, as text. */
    public String remoteAddress() {
        return remoteAddress;
    }

    /**
     * Who calls.
     *
     * @throws IllegalStateException if the operation is public: it has no caller, whatever was sent
     */
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException(operation.id() + " is public and has no caller");
        }
        return caller;
    }

    /**
     * A path parameter, percent-decoded once.
     *
     * @throws IllegalArgumentException if the contract's path has no such parameter
     */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException(operation.id() + " has no path parameter " + name);
        }
        return value;
    }

    /** A query parameter; empty if the request does not have it. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    /** The values of a query parameter that the contract declares as an array; empty if the request does not have it. */
    public List<String> queryAll(String name) {
        return query.getOrDefault(name, List.of());
    }

    /**
     * The query parameters whose names begin with the prefix, by the rest of their names: for {@code tag.} and
     * {@code ?tag.env=prod} it is {@code {env=prod}}.
     */
    public Map<String, String> queryByPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        query.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), values.getFirst());
            }
        });
        return found;
    }

    /** A header field's first value; empty if the request does not have it. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * The answer if the caller does not have this representation yet, else 304 with the same header fields.
     *
     * @param answer the representation
     * @param tag its validator
     */
    public Answer unlessFresh(Answer answer, EntityTag tag) {
        if (!tag.isAmong(headers.getAll("If-None-Match"))) {
            return answer.header("ETag", tag.value());
        }
        Answer unchanged = Answer.empty(304).header("ETag", tag.value());
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            unchanged = unchanged.header(header.getKey(), header.getValue());
        }
        return unchanged;
    }

    /** The body's octets; none if the request has no body. Not a copy: the handler leaves it alone. */
    public byte[] rawBody() {
        return rawBody;
    }

    /** The body as JSON; an empty object if the request has no body and the contract allows that. */
    public JsonNode bodyJson() {
        return body == null ? JsonNodeFactory.instance.objectNode() : body;
    }

    /**
     * The body as a record of ours, names in {@code snake_case}. Absent and null members are null.
     *
     * @throws QkmsException 40000 if a member does not turn into its type, or what the record itself refuses with
     */
    public <T> T body(Class<T> type) {
        try {
            return Json.bind(bodyJson(), type);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof QkmsException refusal) {
                throw refusal;
            }
            throw QkmsException.malformed(field(e), "json.value", null, e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed body does not bind to " + type, e);
        }
    }

    private static String field(JsonMappingException e) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return field.isEmpty() ? "body" : field.toString();
    }

    /** The media type to answer with: what the caller likes best of those that the contract lists, the first listed on a tie. */
    public String accepted() {
        return accepted(operation.produces());
    }

    /**
     * What the caller likes best of these media types, the first on a tie.
     *
     * @throws QkmsException 40601 if it accepts none
     */
    public String accepted(List<String> producible) {
        return Negotiation.choose(headers.getAll("Accept"), producible);
    }
}
