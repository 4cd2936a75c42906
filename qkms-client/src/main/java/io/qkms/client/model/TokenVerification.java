package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the server found when it checked a token.
 *
 * @param valid whether the token holds
 * @param reason why not; null if it holds
 * @param header its header; null if it could not be read
 * @param claims its claims; null if they could not be read
 */
public record TokenVerification(
        boolean valid,
        @Nullable String reason,
        @Nullable JsonNode header,
        @Nullable JsonNode claims) {

    public TokenVerification {
        // Jackson reads JSON's null as a node.
        header = header == null || header.isNull() ? null : header;
        claims = claims == null || claims.isNull() ? null : claims;
    }
}
