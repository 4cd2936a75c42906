package io.qkms.client.model;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token to be signed.
 *
 * @param realm whose default key signs; null where {@code keyId} stands
 * @param keyId the key that signs
 * @param algorithm chooses among the realm's keys; null for the default one
 * @param claims what a JWT says; {@code iat}, {@code jti}, {@code exp} and the realm's {@code iss} come from the server
 * @param header further header members
 * @param ttl lifetime; null for the server's default
 * @param format {@code JWT} or {@code JWS}; null for {@code JWT}
 * @param payload what a JWS signs, base64url
 * @param signingInput what the caller has serialised already: {@code header.payload}
 */
public record TokenRequest(
        @Nullable String realm,
        @Nullable String keyId,
        @Nullable String algorithm,
        @Nullable Map<String, ?> claims,
        @Nullable Map<String, ?> header,
        @Nullable Duration ttl,
        @Nullable String format,
        @Nullable String payload,
        @Nullable String signingInput) {

    /** A JWT signed by the realm's default key. */
    public static TokenRequest forRealm(String realm, Map<String, ?> claims) {
        return new TokenRequest(realm, null, null, claims, null, null, null, null, null);
    }

    /** A JWT signed by this key. */
    public static TokenRequest forKey(String keyId, Map<String, ?> claims) {
        return new TokenRequest(null, keyId, null, claims, null, null, null, null, null);
    }

    /** A JWS over any octets, signed by this key. */
    public static TokenRequest jws(String keyId, byte[] payload) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
        return new TokenRequest(null, keyId, null, null, null, null, "JWS", encoded, null);
    }

    /** What the caller has serialised already, signed by a key of the realm. */
    public static TokenRequest signingInput(String realm, String signingInput) {
        return new TokenRequest(realm, null, null, null, null, null, null, null, signingInput);
    }

    /** The same with this lifetime. */
    public TokenRequest withTtl(Duration lifetime) {
        return new TokenRequest(realm, keyId, algorithm, claims, header, lifetime, format, payload, signingInput);
    }

    /** The same with these header members. */
    public TokenRequest withHeader(Map<String, ?> members) {
        return new TokenRequest(realm, keyId, algorithm, claims, members, ttl, format, payload, signingInput);
    }

    /** The same, signed with this algorithm. */
    public TokenRequest withAlgorithm(String name) {
        return new TokenRequest(realm, keyId, name, claims, header, ttl, format, payload, signingInput);
    }
}
