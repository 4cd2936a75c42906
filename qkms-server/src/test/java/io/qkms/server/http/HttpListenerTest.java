package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch inside = new CountDownLatch(4);
    private final CountDownLatch release = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();

    private RouterFixture slowServer(int capacity) throws IOException {
        return new RouterFixture(ContractRouterTest.tiny(), capacity, contract -> {
            contract.operation("createThing", call -> Answer.empty(201))
                    .operation("listThings", call -> Answer.json(200, java.util.Map.of("echo", "")))
                    .operation("getSpecialThing", call -> Answer.json(200, java.util.Map.of("echo", "")))
                    .operation("polishThing", call -> Answer.json(200, java.util.Map.of("echo", "")))
                    .operation("getRaw", call -> Answer.json(200, java.util.Map.of("echo", "")))
                    .operation("postBinary", call -> Answer.json(200, java.util.Map.of("echo", "")))
                    .operation("getThing", call -> {
                        inside.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return Answer.json(200, java.util.Map.of("echo", "done"));
                    });
        });
    }

    private List<CompletableFuture<HttpResponse<byte[]>>> askFourTimes(RouterFixture server) throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(client.sendAsync(server.request("/things/t").build(), HttpResponse.BodyHandlers.ofByteArray()));
        }
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        return answers;
    }

    @Test
    void answersEveryRequestThatItTookBeforeItStops() throws Exception {
        RouterFixture server = slowServer(4);
        List<CompletableFuture<HttpResponse<byte[]>>> answers = askFourTimes(server);

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> server.stop(PATIENCE));
        assertThat(stopped).as("waits for the answers").isNotDone();
        release.countDown();

        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesNoConnectionWhenItHasStopped() throws Exception {
        RouterFixture server = slowServer(4);
        server.stop(PATIENCE);

        assertThatThrownBy(() ->
                        client.send(server.request("/things/special").build(), HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesAtOnceWhenTheGateIsFullAndGoesOnAnsweringFromMemory() throws Exception {
        try (RouterFixture server = slowServer(4)) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = askFourTimes(server);

            HttpResponse<byte[]> refused = server.get("/things/t");
            release.countDown();

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void saysThatItIsStartingUntilItServes() throws Exception {
        HttpListener listener = HttpListener.open(HttpListener.eventLoops(1), 1, "127.0.0.1", 0);
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("\"code\":50301", "server.starting");
        } finally {
            listener.stop(PATIENCE);
        }
    }

    @Test
    void doesNotStartOnAnAddressThatIsTaken() {
        HttpListener first = HttpListener.open(HttpListener.eventLoops(1), 1, "127.0.0.1", 0);
        try {
            var loops = HttpListener.eventLoops(1);
            assertThatThrownBy(() -> HttpListener.open(loops, 1, "127.0.0.1", first.port()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1, port " + first.port());
        } finally {
            first.stop(PATIENCE);
        }
    }
}
