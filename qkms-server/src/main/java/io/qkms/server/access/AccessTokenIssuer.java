package io.qkms.server.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsHeader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes access tokens: JWTs as RFC 9068 profiles them, signed with Q-KMS's own key. Safe for use by many threads. */
public final class AccessTokenIssuer {
    private static final int JTI_OCTETS = 16;

    private final AccessTokenPolicy policy;
    private final AccessTokenKeys keys;
    private final InstantSource clock;
    private final SecureRandom random;

    public AccessTokenIssuer(AccessTokenPolicy policy, AccessTokenKeys keys, InstantSource clock, SecureRandom random) {
        this.policy = policy;
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A token.
     *
     * @param token the compact serialisation
     * @param lifetime how long it holds from now on
     * @param scope what it permits, separated by blanks
     */
    record AccessToken(String token, Duration lifetime, String scope) {}

    /**
     * A token for a client.
     *
     * @param scopes what it shall permit; the client's own or fewer
     * @throws io.qkms.core.error.QkmsException 50010 or 50301 if nothing can sign
     */
    AccessToken issue(Client client, Set<Scope> scopes) {
        Duration clientLifetime = client.tokenLifetime();
        Duration lifetime = clientLifetime == null ? policy.lifetime() : clientLifetime;
        String scope = new TreeSet<>(scopes).stream().map(Scope::value).collect(Collectors.joining(" "));
        Instant now = clock.instant();
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", policy.issuer().toString());
        claims.put("sub", client.clientId());
        claims.put("aud", policy.audience());
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("jti", jti());
        claims.put("client_id", client.clientId());
        claims.put("tenant", client.tenant());
        claims.put("scope", scope);
        AccessTokenKeys.SigningKey key = keys.active();
        JwsHeader header = JwsHeader.of(key.signer().algorithm(), key.kid(), AccessTokenPolicy.TYPE);
        return new AccessToken(Jws.sign(header, claims, key.signer()).compact(), lifetime, scope);
    }

    private String jti() {
        byte[] octets = new byte[JTI_OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
