package io.qkms.server.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /v1/tokens/verify}.
 *
 * @param reason why it does not hold; null if it holds
 * @param header null if the token does not parse
 * @param claims null unless the signature holds and the payload is one JSON object: nobody shall act on what nobody signed
 */
record Verification(
        boolean valid,
        @Nullable String reason,
        @Nullable ObjectNode header,
        @Nullable ObjectNode claims) {}
