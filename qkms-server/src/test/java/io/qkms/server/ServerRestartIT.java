package io.qkms.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.server.config.ConfigurationReader;
import io.qkms.server.http.ContractClient;
import io.qkms.server.installation.StartRefused;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a server's work when it stops, and what it finds when it starts again. */
class ServerRestartIT {
    private static final String KEY =
            "{\"usage\":\"TLS_SERVER\",\"algorithm\":\"ML-DSA-44\",\"exportable\":false,\"tags\":{}}";

    @Test
    void findsEverythingAgainAfterARestart() {
        try (RunningServer server = RunningServer.onH2(Map.of())) {
            ContractClient client = server.client();
            String key =
                    client.post("/v1/keys", KEY).expect(201).json().path("id").asText();
            var credentials = server.credentials();
            var roots = client.get("/v1/ca/roots").expect(200).json();

            server.restart();

            assertThat(client.get("/v1/keys/" + key)
                            .expect(200)
                            .json()
                            .path("state")
                            .asText())
                    .as("the access token from before the restart still holds")
                    .isEqualTo("ACTIVE");
            assertThat(client.post("/v1/keys/" + key + ":csr", "{\"subject\":\"CN=gateway.q\"}")
                            .expect(200)
                            .text())
                    .contains("BEGIN CERTIFICATE REQUEST");
            assertThat(server.credentials()).isEqualTo(credentials);
            assertThat(client.get("/v1/ca/roots").expect(200).json()).isEqualTo(roots);
            assertThat(client.get("/v1/audit/verify")
                            .expect(200)
                            .json()
                            .path("valid")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void answersEveryRequestThatItTookBeforeItStops() throws Exception {
        try (RunningServer server = RunningServer.onH2(Map.of())) {
            int port = server.baseUrl().getPort();
            String authorization = authorization(server);
            CountDownLatch underLoad = new CountDownLatch(20);
            AtomicInteger answered = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    running.add(clients.submit(() -> {
                        while (makeKey(port, authorization)) {
                            answered.incrementAndGet();
                            underLoad.countDown();
                        }
                    }));
                }
                assertThat(underLoad.await(60, TimeUnit.SECONDS)).isTrue();
                server.restart();
                for (Future<?> client : running) {
                    client.get(60, TimeUnit.SECONDS);
                }
            }

            assertThat(keys(server)).as("every key that was made was answered").isEqualTo(answered.get());
        }
    }

    private static String authorization(RunningServer server) {
        return server.client()
                .request("/")
                .build()
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
    }

    private static int keys(RunningServer server) {
        ContractClient client = server.client();
        int keys = 0;
        String cursor = "";
        do {
            JsonNode page =
                    client.get("/v1/keys?limit=500" + cursor).expect(200).json();
            keys += page.path("items").size();
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        return keys;
    }

    /** Makes a key over a connection of its own; false if the server was not there to answer. */
    private static boolean makeKey(int port, String authorization) {
        String request = "POST /v1/keys HTTP/1.1\r\nHost: q\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Authorization: " + authorization + "\r\nContent-Length: " + KEY.length() + "\r\n\r\n" + KEY;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 201");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void refusesToStartOutsideOfDevModeOnWhatDevModeMade() {
        try (RunningServer server = RunningServer.onH2(Map.of())) {
            Map<String, String> settings = Map.of("data.dir", server.data().toString(), "public.port", "0");

            assertThatThrownBy(() -> Server.start(
                            ConfigurationReader.read(false, settings, Map.of(), null), InstantSource.system()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("--dev");
        }
    }

    @Test
    void leavesNothingRunningWhenItCannotStart() throws Exception {
        try (RunningServer server = RunningServer.onH2(Map.of())) {
            Map<String, String> settings = Map.of(
                    "data.dir", server.data().resolve("other").toString(),
                    "public.port", String.valueOf(server.baseUrl().getPort()));

            assertThatThrownBy(() -> Server.start(
                            ConfigurationReader.read(true, settings, Map.of(), null), InstantSource.system()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + server.baseUrl().getPort());

            assertThat(server.anonymous().get("/health/ready").status()).isEqualTo(200);
        }
    }
}
