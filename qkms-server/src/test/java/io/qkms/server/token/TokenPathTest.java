package io.qkms.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyFixture;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What signing and key sets need of the store once they are warm: nothing. So they work when it is closed. */
class TokenPathTest {
    @TempDir
    private Path directory;

    private TokenBed bed;
    private KeyEntry key;

    @BeforeEach
    void warmUp() {
        bed = TokenBed.of(KeyFixture.in(directory));
        key = bed.keys.create("JWT_SIGNING", "ML-DSA-44", "warm");
        SignedToken token = sign(Duration.ofMinutes(5));
        bed.verifier.verify(KeyFixture.TENANT, token.token(), null);
        bed.http.send(bed.http.request("/v1/jwks/warm"));
        bed.keys.database.close();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void signsAndVerifiesFromMemory() {
        bed.keys.now = bed.keys.now.plusSeconds(59);

        SignedToken token = sign(Duration.ofMinutes(5));

        assertThat(bed.verifier.verify(KeyFixture.TENANT, token.token(), null).valid())
                .isTrue();
    }

    @Test
    void servesKeySetsFromMemory() {
        assertThat(bed.http.send(bed.http.request("/v1/jwks/warm")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void signsNothingThatTheStoreWasNotToldOf() {
        bed.keys.now = bed.keys.now.plusSeconds(61);

        assertThatThrownBy(() -> sign(Duration.ofMinutes(5))).isInstanceOf(IllegalStateException.class);
    }

    private SignedToken sign(Duration ttl) {
        return bed.service.sign(
                KeyFixture.TENANT,
                new SignRequest(
                        null, key.id(), null, JsonNodeFactory.instance.objectNode(), null, ttl, null, null, null));
    }
}
