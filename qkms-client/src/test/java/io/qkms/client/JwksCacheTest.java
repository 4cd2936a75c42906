package io.qkms.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.client.PlayedServer.Given;
import io.qkms.client.model.Jwk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JwksCacheTest {
    private static final String CALL = "GET /v1/jwks/edge";

    private final MutableClock clock = new MutableClock();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final PlayedServer server = new PlayedServer();
    private final Tokens tokens = QkmsClient.publicBuilder(server.url())
            .clock(clock)
            .background(background::add)
            .retries(RetryPolicy.never())
            .build()
            .tokens();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsAKey() {
        server.answer(CALL, set("one", "k1"));

        assertThat(tokens.jwks("edge").keys())
                .extracting(Jwk::kid, Jwk::kty, Jwk::alg)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("k1", "AKP", "ML-DSA-65"));
        assertThat(tokens.key("edge", "k1").orElseThrow().json().path("pub").textValue())
                .isEqualTo("AAAA");
    }

    @Test
    void keepsTheSetAsLongAsItIsFresh() {
        server.answer(CALL, set("one", "k1"));

        tokens.jwks("edge");
        clock.advance(Duration.ofSeconds(299));
        tokens.jwks("edge");

        assertThat(server.seen(CALL)).hasSize(1);
        assertThat(background).isEmpty();
    }

    @Test
    void handsOutTheOldSetWhileTheNewOneIsFetchedBehind() {
        server.answer(CALL, set("one", "k1"), set("two", "k2"));
        tokens.jwks("edge");
        clock.advance(Duration.ofSeconds(301));

        assertThat(tokens.jwks("edge").find("k1")).isPresent();
        assertThat(tokens.jwks("edge").find("k1")).isPresent();
        assertThat(background).as("one refresh for all callers").hasSize(1);

        background.remove().run();
        assertThat(tokens.jwks("edge").find("k2")).isPresent();
        assertThat(server.seen(CALL)).hasSize(2);
    }

    @Test
    void asksWithTheETagAndKeepsTheSetIfItHasNotChanged() {
        server.answer(CALL, set("one", "k1"), cacheable(Given.status(304), "one"));
        tokens.jwks("edge");
        clock.advance(Duration.ofSeconds(301));
        tokens.jwks("edge");
        background.remove().run();

        assertThat(server.seen(CALL).get(1).header("If-none-match")).isEqualTo("\"one\"");
        assertThat(tokens.jwks("edge").find("k1")).isPresent();
        clock.advance(Duration.ofSeconds(299));
        tokens.jwks("edge");
        assertThat(server.seen(CALL)).as("fresh again").hasSize(2);
    }

    @Test
    void fetchesBeforeAnsweringWhenTheSetIsTooOld() {
        server.answer(CALL, set("one", "k1"), set("two", "k2"));
        tokens.jwks("edge");
        clock.advance(Duration.ofSeconds(601));

        assertThat(tokens.jwks("edge").find("k2")).isPresent();
    }

    @Test
    void keepsTheOldSetWhileItMayWhenTheServerFails() {
        server.answer(CALL, set("one", "k1"), Given.status(503));
        tokens.jwks("edge");
        clock.advance(Duration.ofSeconds(301));
        tokens.jwks("edge");
        background.remove().run();

        assertThat(tokens.jwks("edge").find("k1")).isPresent();
        clock.advance(Duration.ofSeconds(300));
        assertThatExceptionOfType(QkmsApiException.class).isThrownBy(() -> tokens.jwks("edge"));
    }

    @Test
    void looksForAKeyThatItDoesNotKnowButNotTooOften() {
        server.answer(CALL, set("one", "k1"), set("two", "k2"));
        tokens.jwks("edge");

        assertThat(tokens.key("edge", "k2")).as("just fetched").isEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(tokens.key("edge", "k2")).isPresent();
        assertThat(tokens.key("edge", "k3")).isEmpty();
        assertThat(server.seen(CALL)).hasSize(2);
    }

    @Test
    void saysThatThereIsNoSuchRealm() {
        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> tokens.jwks("nobody's realm/é"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(40401));
        assertThat(server.seen().get(0).target()).isEqualTo("/v1/jwks/nobody%27s%20realm%2F%C3%A9");
    }

    private static Given set(String etag, String kid) {
        return cacheable(
                Given.json(
                        200,
                        "{\"keys\":[{\"kty\":\"AKP\",\"kid\":\"" + kid
                                + "\",\"use\":\"sig\",\"alg\":\"ML-DSA-65\",\"pub\":\"AAAA\"}]}"),
                etag);
    }

    private static Given cacheable(Given given, String etag) {
        return given.with("ETag", "\"" + etag + "\"")
                .with("Cache-Control", "public, max-age=300, stale-while-revalidate=300");
    }
}
