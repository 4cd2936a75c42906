package io.qkms.client;

import io.qkms.client.model.Jwk;
import io.qkms.client.model.JwkSet;
import io.qkms.client.model.SignedToken;
import io.qkms.client.model.TokenRequest;
import io.qkms.client.model.TokenVerification;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens signed by keys that Q-KMS holds, and the keys that verify them. Safe for use by many threads. */
public final class Tokens {
    private final Transport transport;
    private final JwksCache cache;

    Tokens(Transport transport, JwksCache cache) {
        this.transport = transport;
        this.cache = cache;
    }

    /** Signs a token. Scope {@code token:sign}. */
    public SignedToken sign(TokenRequest request) {
        return transport.json(Call.post("/v1/tokens/sign", request), SignedToken.class);
    }

    /** Lets the server check a token that it signed. Scope {@code token:sign}. */
    public TokenVerification verify(String token) {
        return verify(token, null);
    }

    /**
     * Lets the server check a token that it signed. Scope {@code token:sign}.
     *
     * @param leeway by how much clocks may differ; null for not at all
     */
    public TokenVerification verify(String token, @Nullable Duration leeway) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("token", token);
        if (leeway != null) {
            body.put("leeway", leeway);
        }
        return transport.json(Call.post("/v1/tokens/verify", body), TokenVerification.class);
    }

    /**
     * The public keys of a realm, from memory as long as the server allows. Public.
     *
     * @throws QkmsApiException 40401 if there is no such realm
     */
    public JwkSet jwks(String realm) {
        return cache.get(realm);
    }

    /** The public key of a realm with this id; one that is not in memory is looked for at the server. Public. */
    public Optional<Jwk> key(String realm, String kid) {
        return cache.find(realm, kid);
    }
}
