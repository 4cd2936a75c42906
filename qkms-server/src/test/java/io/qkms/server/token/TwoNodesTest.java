package io.qkms.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.VersionState;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyFixture;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: what one rotates, the other must neither outlive nor miss. */
@OnEachDatabase
class TwoNodesTest {
    private final TokenBed here;
    private final TokenBed there;
    private final String realm = "realm-" + UUID.randomUUID();
    private final KeyEntry key;

    TwoNodesTest(TestDatabase database) {
        here = TokenBed.on(database);
        there = TokenBed.onAnotherNode(database);
        key = here.keys.create("JWT_SIGNING", "ML-DSA-44", realm);
    }

    @AfterEach
    void close() {
        there.close();
        here.close();
    }

    @Test
    void signsWithTheKeyThatTheOtherNodeMade() {
        SignedToken token = sign(there, Duration.ofMinutes(1));

        assertThat(here.verifier.verify(KeyFixture.TENANT, token.token(), null).valid())
                .isTrue();
    }

    @Test
    void keepsAVersionAsLongAsTheOtherNodesTokensLive() {
        SignedToken token = sign(there, Duration.ofMinutes(30));

        here.keys.rotate(key);

        KeyVersion old = version(here, 1);
        assertThat(old.state()).isEqualTo(VersionState.RETIRING);
        assertThat(old.retiresAt()).isAfterOrEqualTo(token.expiresAt());
    }

    @Test
    void signsNothingThatOutlivesAVersionWhichTheOtherNodeRotatedAway() {
        sign(there, Duration.ofMinutes(1));
        here.keys.rotate(key);
        Instant retiresAt = version(here, 1).retiresAt();

        // The other node has not heard of the rotation yet.
        SignedToken brief = sign(there, Duration.ofMinutes(1));
        SignedToken longer = sign(there, Duration.ofHours(1));

        assertThat(brief.kid()).isEqualTo(version(here, 1).kid());
        assertThat(brief.expiresAt()).isBeforeOrEqualTo(retiresAt);
        assertThat(longer.kid()).isEqualTo(version(here, 2).kid());
    }

    @Test
    void signsNothingWithAVersionThatRetiredOnTheOtherNode() {
        there.http.send(there.http.request("/v1/jwks/" + realm));
        here.keys.rotate(key);

        assertThat(sign(there, Duration.ofSeconds(10)).kid())
                .isEqualTo(version(here, 2).kid());
    }

    @Test
    void showsTheNewKeyOnTheOtherNodeSoonAfterARotation() {
        here.keys.changes.start();
        there.keys.changes.start();
        assertThat(kids(there)).containsExactly(version(here, 1).kid());
        sign(here, Duration.ofMinutes(1));

        here.keys.rotate(key);

        assertThat(kids(here)).hasSize(2);
        eventually(() -> kids(there).equals(kids(here)));
    }

    @Test
    void showsTheNewKeyOnTheOtherNodeBeforeARotationIsAnswered() {
        start(here);
        start(there);
        assertThat(kids(there)).containsExactly(version(here, 1).kid());
        sign(here, Duration.ofMinutes(1));

        here.keys.rotate(key);

        assertThat(kids(there)).containsExactlyElementsOf(kids(here)).hasSize(2);
    }

    @Test
    void signsWithTheNewKeyOnlyWhenTheOtherNodeShowsIt() {
        start(here);
        start(there);
        kids(there);

        here.keys.keys.rotation().withNext(KeyFixture.TENANT, key.id(), Cause.SERVER, next -> {
            assertThat(kids(there))
                    .contains(Jwk.of(next.part().algorithm(), next.part().publicKey())
                            .kid());
            assertThat(sign(here, Duration.ofMinutes(1)).kid())
                    .isEqualTo(version(here, 1).kid());
            return Optional.of(next);
        });
    }

    private static void start(TokenBed node) {
        node.keys.changes.start();
        node.keys.nodes.start();
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes too long").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private List<String> kids(TokenBed node) {
        byte[] body = node.http.send(node.http.request("/v1/jwks/" + realm)).body();
        return JwkSet.parse("jwks", body).keys().stream().map(jwk -> jwk.kid()).toList();
    }

    private KeyVersion version(TokenBed node, int version) {
        return node.keys
                .keys
                .memory()
                .key(key.id())
                .orElseThrow()
                .key()
                .version(version)
                .orElseThrow();
    }

    private SignedToken sign(TokenBed node, Duration ttl) {
        return node.service.sign(
                KeyFixture.TENANT,
                new SignRequest(realm, null, null, JsonNodeFactory.instance.objectNode(), null, ttl, null, null, null));
    }
}
