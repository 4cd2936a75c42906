package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract, as {@code openapi.yaml} states it.
 *
 * @param id the {@code operationId}
 * @param method the HTTP method, upper case
 * @param path the path template
 * @param requiredScope the scope that the caller's token must grant ({@code x-qkms-scope}); null if any token will do
 * @param isPublic whether it needs no credentials and ignores those that are sent ({@code x-qkms-public})
 * @param ignoresUnknownParameters whether parameters that the contract does not name are ignored (RFC 6749 §3.2)
 * @param maxBody the largest body that it takes, in octets
 * @param bodyRequired whether the request must have a body
 * @param pathParameters the path parameters by name
 * @param queryParameters the query parameters by name
 * @param consumes the media types of the request body with their schemas; empty if it takes none
 * @param produces the media types of its successful answers, in the contract's order
 */
record Operation(
        String id,
        String method,
        String path,
        @Nullable String requiredScope,
        boolean isPublic,
        boolean ignoresUnknownParameters,
        int maxBody,
        boolean bodyRequired,
        Map<String, Parameter> pathParameters,
        Map<String, Parameter> queryParameters,
        Map<String, JsonNode> consumes,
        List<String> produces) {

    Optional<String> scope() {
        return Optional.ofNullable(requiredScope);
    }
}
