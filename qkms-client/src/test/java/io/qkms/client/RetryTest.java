package io.qkms.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.client.PlayedServer.Given;
import io.qkms.client.model.NewKey;
import io.qkms.client.model.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
    private static final String READ = "GET /v1/audit/verify";
    private static final String CHANGE = "POST /v1/keys";
    private static final Given ANSWER =
            Given.json(200, "{\"valid\":true,\"records\":1,\"unchained\":0,\"first_broken\":null,\"checkpoint\":null}");
    private static final Given KEY = Given.json(201, """
            {"id":"key_1","usage":"TLS_SERVER","algorithm":"ML-DSA-65","requested_algorithm":"ML-DSA-65",
             "hybrid_form":null,"experimental":false,"exportable":false,"tags":{},"realm":null,"issuer":null,
             "default":false,"rotation":null,"next_rotation_at":null,"max_token_ttl":null,"state":"ACTIVE",
             "active_version":1,"slot":"default","created_at":"2026-06-01T12:00:00Z","versions":[]}""");

    private final PlayedServer server = new PlayedServer().grantTokens(3600);
    private final List<Duration> pauses = new ArrayList<>();
    private final QkmsClient client = QkmsClient.builder(server.credentials())
            .clock(new MutableClock())
            .pause(pauses::add)
            .build();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void readsAgainAfterATransientRefusal(int status) {
        server.answer(READ, Given.status(status), Given.status(status), ANSWER);

        assertThat(client.audit().verify().valid()).isTrue();
        assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void readsAgainAfterTheConnectionBroke() {
        server.answer(READ, Given.broken(), ANSWER);

        assertThat(client.audit().verify().valid()).isTrue();
    }

    @Test
    void givesUpReadingAfterThreeAttempts() {
        server.answer(READ, Given.status(503));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> client.audit().verify())
                .satisfies(e -> assertThat(e.status()).isEqualTo(503));
        assertThat(server.seen(READ)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 500})
    void doesNotReadAgainAfterAFinalRefusal(int status) {
        server.answer(READ, Given.status(status));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> client.audit().verify());
        assertThat(server.seen(READ)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void changesAgainWhereTheServerSaysWhen(int status) {
        server.answer(CHANGE, Given.status(status).with("Retry-After", "2"), KEY);

        assertThat(create()).isEqualTo("key_1");
        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void understandsADateAsRetryAfter() {
        server.answer(CHANGE, Given.status(503).with("Retry-After", "Mon, 1 Jun 2026 12:00:03 GMT"), KEY);

        assertThat(create()).isEqualTo("key_1");
        assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void doesNotWaitLongerThanTheLongestPause() {
        server.answer(CHANGE, Given.status(429).with("Retry-After", "60"), KEY);

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(this::create)
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(60)));
        assertThat(server.seen(CHANGE)).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void neverChangesTwiceWhereTheServerDoesNotSaySo(int status) {
        server.answer(CHANGE, Given.status(status), KEY);

        assertThatExceptionOfType(QkmsApiException.class).isThrownBy(this::create);
        assertThat(server.seen(CHANGE)).hasSize(1);
    }

    @Test
    void neverChangesTwiceWhenTheConnectionBroke() {
        server.answer(CHANGE, Given.broken(), KEY);

        assertThatExceptionOfType(QkmsConnectionException.class).isThrownBy(this::create);
        assertThat(server.seen(CHANGE)).hasSize(1);
    }

    @Test
    void saysThatNobodyListens() {
        QkmsClient lonely = QkmsClient.publicBuilder(server.url())
                .retries(RetryPolicy.never())
                .build();
        server.close();

        assertThatExceptionOfType(QkmsConnectionException.class)
                .isThrownBy(() -> lonely.crl().der())
                .withMessageContaining(server.url().getAuthority());
    }

    @Test
    void doesNotWaitForAnAnswerForever() {
        try (java.net.ServerSocket silent =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            QkmsClient patient = QkmsClient.publicBuilder(
                            java.net.URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                    .requestTimeout(Duration.ofMillis(100))
                    .retries(RetryPolicy.never())
                    .build();

            assertThatExceptionOfType(QkmsConnectionException.class)
                    .isThrownBy(() -> patient.crl().der())
                    .withMessageContaining("timed out");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void givesBackTheInterruption() {
        server.answer(READ, ANSWER);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(QkmsConnectionException.class)
                .isThrownBy(() -> client.audit().verify());
        assertThat(Thread.interrupted()).isTrue();
    }

    private String create() {
        return client.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65")).id();
    }
}
