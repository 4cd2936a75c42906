package io.qkms.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.SignatureVerifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks access tokens as RFC 9068 §4 asks: type, signature under a key of ours, issuer, audience, times. Safe for use by
 * many threads.
 */
public final class AccessTokenVerifier {
    private static final String FIELD = "Authorization";

    private final AccessTokenPolicy policy;
    private final AccessTokenKeys keys;
    private final SignatureVerifier signatures;
    private final Clients clients;
    private final InstantSource clock;

    public AccessTokenVerifier(
            AccessTokenPolicy policy,
            AccessTokenKeys keys,
            SignatureVerifier signatures,
            Clients clients,
            InstantSource clock) {
        this.policy = policy;
        this.keys = keys;
        this.signatures = signatures;
        this.clients = clients;
        this.clock = clock;
    }

    /**
     * What a token proved.
     *
     * @param expiresAt from this second on it proves nothing
     */
    record Verified(Caller caller, Instant expiresAt) {}

    /**
     * Whom the token proves.
     *
     * @throws QkmsException 40101 with the rule {@code token.malformed type algorithm key signature issuer audience expired
     *     not_yet_valid client}; what is wrong is told only after the signature held, except for what anybody can read
     */
    Verified verify(String compact) {
        Jws token = parse(compact);
        requireType(token);
        requireSignature(token);
        ObjectNode claims = claims(token);
        require(
                "token.issuer",
                policy.issuer().toString().equals(claims.path("iss").textValue()));
        require("token.audience", isForUs(claims.path("aud")));
        Instant now = clock.instant();
        Instant expiresAt = time(claims, "exp");
        require("token.expired", now.isBefore(expiresAt));
        require("token.not_yet_valid", !claims.has("nbf") || !now.isBefore(time(claims, "nbf")));
        return new Verified(caller(claims), expiresAt);
    }

    private static Jws parse(String compact) {
        try {
            return Jws.parse(FIELD, compact);
        } catch (QkmsException e) {
            throw refused("token.malformed");
        }
    }

    /** RFC 9068 §4: another type, or none, is refused, so that no other JWT of ours passes for an access token. */
    private static void requireType(Jws token) {
        String type = token.header().typ().orElse("").toLowerCase(Locale.ROOT);
        require(
                "token.type",
                type.equals(AccessTokenPolicy.TYPE) || type.equals("application/" + AccessTokenPolicy.TYPE));
    }

    private void requireSignature(Jws token) {
        switch (token.verify(keys.published(), signatures)) {
            case VALID -> {}
            case KEY_UNKNOWN -> throw refused("token.key");
            case ALGORITHM_MISMATCH -> throw refused("token.algorithm");
            case SIGNATURE_INVALID -> throw refused("token.signature");
        }
    }

    private static ObjectNode claims(Jws token) {
        try {
            return token.claims(FIELD);
        } catch (QkmsException e) {
            throw refused("token.malformed");
        }
    }

    private boolean isForUs(JsonNode audience) {
        if (audience.isArray()) {
            for (JsonNode one : audience) {
                if (policy.audience().equals(one.textValue())) {
                    return true;
                }
            }
            return false;
        }
        return policy.audience().equals(audience.textValue());
    }

    private static Instant time(ObjectNode claims, String name) {
        JsonNode value = claims.path(name);
        require("token.malformed", value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0);
        return Instant.ofEpochSecond(Math.min(value.longValue(), Instant.MAX.getEpochSecond()));
    }

    /** The token may permit less than the client now may, never more: what was taken from the client is taken from its tokens. */
    private Caller caller(ObjectNode claims) {
        Client client = clients.find(claims.path("client_id").asText())
                .filter(known -> known.tenant().equals(claims.path("tenant").textValue()))
                .orElseThrow(() -> refused("token.client"));
        Set<String> held = client.scopes().stream().map(Scope::value).collect(Collectors.toSet());
        Set<String> granted = Stream.of(claims.path("scope").asText().split(" "))
                .filter(held::contains)
                .collect(Collectors.toSet());
        return new Caller(client.clientId(), client.tenant(), granted);
    }

    private static void require(String rule, boolean holds) {
        if (!holds) {
            throw refused(rule);
        }
    }

    static QkmsException refused(String rule) {
        return QkmsException.of(ErrorCode.UNAUTHENTICATED, FIELD, rule, null);
    }
}
