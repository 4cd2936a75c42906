package io.qkms.client;

import static io.qkms.client.PlayedServer.TOKEN_PATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.client.PlayedServer.Given;
import io.qkms.client.PlayedServer.Seen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
    private static final String CALL = "GET /v1/audit/verify";
    private static final Given ANSWER =
            Given.json(200, "{\"valid\":true,\"records\":1,\"unchained\":0,\"first_broken\":null,\"checkpoint\":null}");

    private static final Given TOKEN =
            Given.json(200, "{\"access_token\":\"late\",\"token_type\":\"Bearer\",\"expires_in\":3600}");

    private final MutableClock clock = new MutableClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final PlayedServer server = new PlayedServer().grantTokens(3600).answer(CALL, ANSWER);
    private final QkmsClient client = QkmsClient.builder(server.credentials())
            .clock(clock)
            .scope("audit:read cert:read")
            .pause(pauses::add)
            .build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksForATokenWithClientCredentials() {
        client.audit().verify();

        Seen request = server.seen(TOKEN_PATH).get(0);
        assertThat(request.text()).isEqualTo("grant_type=client_credentials&scope=audit%3Aread+cert%3Aread");
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(request.header("Authorization").substring("Basic ".length())),
                        StandardCharsets.UTF_8))
                .as("form-encoded, RFC 6749 §2.3.1")
                .isEqualTo("gate+way:s3cret%3A%2B%2F");
    }

    @Test
    void keepsTheToken() {
        client.audit().verify();
        client.audit().verify();

        assertThat(server.seen(TOKEN_PATH)).hasSize(1);
        assertThat(server.seen(CALL))
                .extracting(request -> request.header("Authorization"))
                .containsOnly("Bearer token-1");
    }

    @Test
    void renewsTheTokenBeforeItsEnd() {
        client.audit().verify();
        clock.advance(Duration.ofMinutes(53));
        client.audit().verify();
        assertThat(server.seen(TOKEN_PATH)).hasSize(1);

        clock.advance(Duration.ofMinutes(2));
        client.audit().verify();
        assertThat(server.seen(TOKEN_PATH)).hasSize(2);
        assertThat(server.seen(CALL).get(2).header("Authorization")).isEqualTo("Bearer token-2");
    }

    @Test
    void goesOnWithTheTokenIfItsEarlyRenewalFails() {
        client.audit().verify();
        server.answer(TOKEN_PATH, Given.broken());
        clock.advance(Duration.ofMinutes(55));

        assertThat(client.audit().verify().valid()).isTrue();
        clock.advance(Duration.ofMinutes(6));
        assertThatExceptionOfType(QkmsConnectionException.class)
                .isThrownBy(() -> client.audit().verify());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void goesOnWithTheTokenWithoutWaitingWhileTheTokenEndpointCannotAnswer(int status) {
        client.audit().verify();
        server.answer(TOKEN_PATH, Given.status(status).with("Retry-After", "1"));
        clock.advance(Duration.ofMinutes(55));

        assertThat(client.audit().verify().valid()).isTrue();
        assertThat(server.seen(CALL).get(1).header("Authorization")).isEqualTo("Bearer token-1");
        assertThat(server.seen(TOKEN_PATH)).hasSize(2);
        assertThat(pauses).isEmpty();
    }

    @Test
    void saysAtOnceThatTheCredentialsHoldNoLonger() {
        client.audit().verify();
        server.answer(TOKEN_PATH, Given.json(401, "{\"error\":\"invalid_client\"}"));
        clock.advance(Duration.ofMinutes(55));

        assertThatExceptionOfType(QkmsAuthorizationException.class)
                .isThrownBy(() -> client.audit().verify());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void asksABusyTokenEndpointAgainIfThereIsNoToken(int status) {
        server.answer(TOKEN_PATH, Given.status(status).with("Retry-After", "2"), Given.status(status), TOKEN);

        assertThat(client.audit().verify().valid()).isTrue();
        assertThat(server.seen(CALL).get(0).header("Authorization")).isEqualTo("Bearer late");
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(400));
    }

    @Test
    void asksAgainAfterTheConnectionToTheTokenEndpointBroke() {
        server.answer(TOKEN_PATH, Given.broken(), TOKEN);

        assertThat(client.audit().verify().valid()).isTrue();
    }

    @Test
    void givesUpOnATokenEndpointThatStaysBusy() {
        server.answer(
                TOKEN_PATH,
                new Given(
                        503,
                        Map.of("Content-Type", "text/html"),
                        "<html>maintenance</html>".getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(QkmsAuthorizationException.class)
                .isThrownBy(() -> client.audit().verify())
                .satisfies(e -> assertThat(e.status()).isEqualTo(503));
        assertThat(server.seen(TOKEN_PATH)).hasSize(3);
        assertThat(server.seen(CALL)).isEmpty();
    }

    @Test
    void asksOnceForAllConcurrentCallers() throws Exception {
        int callers = 16;
        CountDownLatch start = new CountDownLatch(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Boolean>> answers = IntStream.range(0, callers)
                    .mapToObj(i -> threads.submit(() -> {
                        start.countDown();
                        start.await();
                        return client.audit().verify().valid();
                    }))
                    .toList();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(server.seen(TOKEN_PATH)).hasSize(1);
        assertThat(server.seen(CALL)).hasSize(callers);
    }

    @Test
    void getsANewTokenOnceWhenTheServerRefusesTheOldOne() {
        server.answer(CALL, Given.status(401), ANSWER);

        assertThat(client.audit().verify().valid()).isTrue();
        assertThat(server.seen(CALL))
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void doesNotAskForeverWhenTheServerRefusesEveryToken() {
        server.answer(CALL, Given.json(401, "{\"code\":40101,\"message\":\"no\"}"));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> client.audit().verify())
                .satisfies(e -> assertThat(e.code()).isEqualTo(40101));
        assertThat(server.seen(CALL)).hasSize(2);
        assertThat(server.seen(TOKEN_PATH)).hasSize(2);
    }

    @Test
    void saysWhyThereIsNoToken() {
        server.answer(
                TOKEN_PATH, Given.json(401, "{\"error\":\"invalid_client\",\"error_description\":\"who are you?\"}"));

        assertThatExceptionOfType(QkmsAuthorizationException.class)
                .isThrownBy(() -> client.audit().verify())
                .satisfies(e -> assertThat(e.error()).isEqualTo("invalid_client"))
                .satisfies(e -> assertThat(e.status()).isEqualTo(401))
                .withMessageContaining("who are you?");
    }

    @Test
    void showsNoSecret() {
        client.audit().verify();

        assertThat(List.of(client, server.credentials(), QkmsClient.builder(server.credentials())))
                .allSatisfy(object ->
                        assertThat(object.toString()).doesNotContain("s3cret").doesNotContain("token-1"));
    }

    @Test
    void sendsNoTokenWithPublicCalls() {
        server.answer("GET /v1/crl", new Given(200, Map.of(), new byte[] {1}));

        QkmsClient.publicBuilder(server.url()).build().crl().der();
        client.crl().der();

        assertThat(server.seen("GET /v1/crl"))
                .extracting(request -> request.header("Authorization"))
                .containsOnly("");
        assertThat(server.seen(TOKEN_PATH)).isEmpty();
    }
}
