package io.qkms.server.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsHeader;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An authorization server in memory with real keys, whose clock stands still until a test moves it. */
final class AccessFixture {
    static final URI ISSUER = URI.create("https://q.example:8443");
    static final String SECRET = "correct-horse-battery-staple";

    final SecureRandom random = new SecureRandom();
    final SignatureModules modules =
            new SignatureModules(List.of(new BouncyCastleModule(random)), InstantSource.system());
    final AccessTokenPolicy policy = new AccessTokenPolicy(ISSUER, "qkms", Duration.ofHours(1));
    final Client client;
    final Clients clients;
    final Keys keys = new Keys(Algorithm.ML_DSA_44);
    Instant now = Instant.parse("2026-11-21T12:00:00.7Z");
    final InstantSource clock = () -> now;
    final AccessTokenIssuer issuer = new AccessTokenIssuer(policy, keys, clock, random);
    final AccessTokenVerifier verifier;

    /** With a client that may read certificates and keys and make keys. */
    AccessFixture() {
        this(EnumSet.of(Scope.CERT_READ, Scope.KEY_READ, Scope.KEY_CREATE));
    }

    AccessFixture(Set<Scope> scopes) {
        client = new Client("watcher", Tenant.DEFAULT, ClientSecret.of(SECRET), scopes, null);
        clients = new Clients(List.of(client));
        verifier = new AccessTokenVerifier(policy, keys, modules::verify, clients, clock);
    }

    String token() {
        return issuer.issue(client, client.scopes()).token();
    }

    /** The claims of a good token, to be spoiled. */
    ObjectNode claims() {
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", ISSUER.toString());
        claims.put("sub", "watcher");
        claims.put("aud", "qkms");
        claims.put("exp", now.getEpochSecond() + 60);
        claims.put("iat", now.getEpochSecond());
        claims.put("jti", "1");
        claims.put("client_id", "watcher");
        claims.put("tenant", Tenant.DEFAULT);
        claims.put("scope", "cert:read");
        return claims;
    }

    String signed(ObjectNode claims) {
        return signed("at+jwt", claims);
    }

    String signed(String type, ObjectNode claims) {
        return signed(keys, type, claims);
    }

    static String signed(Keys keys, String type, ObjectNode claims) {
        Signer signer = keys.active().signer();
        JwsHeader header = JwsHeader.of(signer.algorithm(), keys.active().kid(), type);
        return Jws.sign(header, claims, signer).compact();
    }

    /** One key of its own. */
    final class Keys implements AccessTokenKeys {
        final SigningKey active;
        final JwkSet published;

        Keys(Algorithm algorithm) {
            GeneratedKey pair = modules.generate(algorithm);
            PrivateKeyHandle handle = modules.load(algorithm, pair.privateKey());
            Jwk jwk = Jwk.of(algorithm, pair.publicKey());
            active = new SigningKey(jwk.kid(), new InMemorySigner(algorithm, pair.publicKey(), handle));
            published = JwkSet.of(List.of(jwk));
        }

        @Override
        public SigningKey active() {
            return active;
        }

        @Override
        public JwkSet published() {
            return published;
        }
    }

    private record InMemorySigner(Algorithm algorithm, byte[] publicKey, PrivateKeyHandle handle) implements Signer {
        @Override
        public byte[] sign(byte[] message) {
            return handle.sign(message);
        }
    }
}
