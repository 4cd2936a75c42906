package io.qkms.server.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract, as {@code openapi.yaml} states it.
 *
 * @param id the {@code operationId}
 * @param method the HTTP method, upper case
 * @param path the path template
 * @param scope the scope that the caller's token must grant ({@code x-qkms-scope}); null if any token will do
 * @param isPublic whether it needs no credentials and ignores those that are sent ({@code x-qkms-public})
 * @param ignoresUnknownParameters whether parameters that the contract does not name are ignored (RFC 6749 §3.2)
 * @param bodyRequired whether the request must have a body
 * @param pathParameters the path parameters
 * @param queryParameters the query parameters
 * @param consumes the media types of the request body, each with its schema's JSON pointer; empty if it takes none
 * @param produces the media types of its successful answers, in the contract's order; empty if they have no body
 */
record Operation(
        String id,
        String method,
        String path,
        @Nullable String scope,
        boolean isPublic,
        boolean ignoresUnknownParameters,
        boolean bodyRequired,
        List<Parameter> pathParameters,
        List<Parameter> queryParameters,
        Map<String, String> consumes,
        List<String> produces) {

    /** Whether the request may have a body. */
    boolean takesBody() {
        return !consumes.isEmpty();
    }
}
