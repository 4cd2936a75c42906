package io.qkms.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/tokens/sign}. */
record SignRequest(
        @Nullable String realm,
        @Nullable String keyId,
        @Nullable String algorithm,
        @Nullable JsonNode claims,
        @Nullable JsonNode header,
        @Nullable Duration ttl,
        @Nullable String format,
        @Nullable String payload,
        @Nullable String signingInput) {

    /** What is to be signed. */
    sealed interface Content {

        /** Claims of a JWT, to which the server adds its own. */
        record Claims(ObjectNode claims) implements Content {}

        /** Octets. */
        record Payload(byte[] octets) implements Content {}

        /** Header and payload as the caller has serialised them. */
        record SigningInput(String text) implements Content {}
    }

    /**
     * What is to be signed: exactly one of the three ways to say it.
     *
     * @throws QkmsException 40000 if it is not said, said twice, or with what does not belong to it
     */
    Content content() {
        boolean asJws = "JWS".equals(format);
        if (signingInput != null) {
            requireAbsent("signing_input", "claims", given(claims));
            requireAbsent("signing_input", "payload", payload != null);
            requireAbsent("signing_input", "header", given(header));
            requireAbsent("signing_input", "ttl", ttl != null);
            return new Content.SigningInput(signingInput);
        }
        if (asJws) {
            requireAbsent("format", "claims", given(claims));
            requireAbsent("format", "ttl", ttl != null);
            if (payload == null) {
                throw QkmsException.malformed("payload", "payload.required", null, null);
            }
            return new Content.Payload(octets(payload));
        }
        requireAbsent("format", "payload", payload != null);
        if (!(claims instanceof ObjectNode object)) {
            throw QkmsException.malformed("claims", "claims.required", null, null);
        }
        return new Content.Claims(object);
    }

    private static boolean given(@Nullable JsonNode node) {
        return node != null && !node.isNull();
    }

    private static void requireAbsent(String because, String field, boolean present) {
        if (present) {
            throw QkmsException.malformed(field, "sign.with_" + because, null, null);
        }
    }

    /** RFC 7515 §2, strictly: one octet string has one text. */
    private static byte[] octets(String text) {
        try {
            byte[] octets = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text)) {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            throw QkmsException.malformed("payload", "base64url", null, e);
        }
        throw QkmsException.malformed("payload", "base64url", null, null);
    }

    /** The further header parameters, in their order. */
    Map<String, JsonNode> headerParameters() {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        JsonNode given = header == null ? JsonNodeFactory.instance.objectNode() : header;
        given.fields().forEachRemaining(field -> parameters.put(field.getKey(), field.getValue()));
        JsonNode typ = parameters.get("typ");
        if (typ != null && !typ.isTextual()) {
            throw QkmsException.malformed("header.typ", "header.typ", null, null);
        }
        return parameters;
    }

    /** @throws QkmsException 40002 if there is no algorithm of this name */
    Optional<Algorithm> wantedAlgorithm() {
        return Optional.ofNullable(algorithm).map(name -> Algorithm.parse("algorithm", name));
    }
}
