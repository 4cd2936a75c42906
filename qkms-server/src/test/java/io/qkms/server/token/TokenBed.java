package io.qkms.server.token;

import io.qkms.server.key.KeyFixture;
import io.qkms.server.key.KeyHttp;
import io.qkms.server.key.KeyRoutes;
import io.qkms.server.store.TestDatabase;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;

/** One node with the operations of keys and tokens. */
final class TokenBed implements AutoCloseable {
    static final URI API = URI.create("https://q.example:8443");
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    final KeyFixture keys;
    final KeyHttp http;
    final TokenService service;
    final TokenVerifier verifier;

    private TokenBed(KeyFixture keys) {
        this.keys = keys;
        this.service = new TokenService(keys.keys, API, keys.clock, new SecureRandom());
        this.verifier = new TokenVerifier(keys.keys.memory(), keys.modules::verify, keys.pool, keys.clock);
        RealmKeySets keySets = new RealmKeySets(keys.keys.memory(), MAX_AGE, keys.clock);
        this.http = new KeyHttp(new KeyRoutes(keys.keys.service()), new TokenRoutes(service, verifier, keySets));
    }

    static TokenBed of(KeyFixture keys) {
        return new TokenBed(keys);
    }

    static TokenBed on(TestDatabase database) {
        return new TokenBed(KeyFixture.on(database));
    }

    static TokenBed onAnotherNode(TestDatabase database) {
        return new TokenBed(KeyFixture.onAnotherNode(database));
    }

    @Override
    public void close() {
        http.close();
        keys.close();
    }
}
