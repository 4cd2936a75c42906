package io.qkms.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a JWT: the caller's and those that the server sets.
 *
 * @param json the claims in the order in which they are signed
 * @param expiry {@code exp}
 */
record TokenClaims(ObjectNode json, Instant expiry) {

    /**
     * Puts the claims together.
     *
     * @param issuer the realm's
     * @param ttl as the request has it
     * @param id the {@code jti} to set
     * @throws QkmsException 40000 with every claim that the caller must not send
     */
    static TokenClaims of(ObjectNode claims, String issuer, @Nullable Duration ttl, TokenLifetime lifetime, String id) {
        requireUnreserved(claims, issuer, ttl);
        Instant expiry = claims.has("exp")
                ? future(lifetime, lifetime.expiry("claims.exp", claims.get("exp")))
                : lifetime.expiry(ttl);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("iss", issuer);
        json.setAll(claims);
        json.put("iat", lifetime.now().getEpochSecond());
        json.put("exp", expiry.getEpochSecond());
        json.put("jti", id);
        return new TokenClaims(json, expiry);
    }

    private static void requireUnreserved(ObjectNode claims, String issuer, @Nullable Duration ttl) {
        List<ErrorDetail> reserved = new ArrayList<>();
        for (String name : List.of("iat", "jti")) {
            if (claims.has(name)) {
                reserved.add(refused(name));
            }
        }
        JsonNode iss = claims.path("iss");
        if (!iss.isMissingNode() && !issuer.equals(iss.textValue())) {
            reserved.add(new ErrorDetail("claims.iss", "claim.reserved", iss.asText(), List.of(issuer)));
        }
        if (claims.has("exp") && ttl != null) {
            reserved.add(refused("exp"));
        }
        if (!reserved.isEmpty()) {
            throw new QkmsException(ErrorCode.MALFORMED_REQUEST, reserved);
        }
    }

    private static ErrorDetail refused(String name) {
        return ErrorDetail.of("claims." + name, "claim.reserved", name);
    }

    private static Instant future(TokenLifetime lifetime, Instant expiry) {
        if (!expiry.isAfter(lifetime.now())) {
            throw QkmsException.malformed("claims.exp", "claim.exp", String.valueOf(expiry.getEpochSecond()), null);
        }
        return expiry;
    }
}
