package io.qkms.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qkms.testsupport.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four clients issue certificates while the server is killed with SIGKILL, ten rounds. What was answered must be there
 * afterwards, the audit chain must verify, and no certification request may have two certificates.
 */
class KilledServerIT {
    private static final int ROUNDS = 10;
    private static final int CLIENTS = 4;
    /** The kill comes when this many certificates were answered in a round: the clients are then in mid-flight. */
    private static final int ANSWERS_BEFORE_KILL = 12;

    private static final JsonMapper JSON = new JsonMapper();

    private final ConcurrentLinkedQueue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    Path data;

    /** What a client was told: this certificate was issued for this request. */
    private record Answered(String csrId, String serial) {}

    @Test
    void everyAnsweredCertificateSurvivesSigkillOnH2() throws Exception {
        survivesSigkill(Map.of());
    }

    @Test
    void everyAnsweredCertificateSurvivesSigkillOnPostgreSql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            survivesSigkill(Map.of(
                    "QKMS_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"),
                    "QKMS_DATABASE_USER", "postgres",
                    "QKMS_DATABASE_PASSWORD", "postgres"));
        }
    }

    private void survivesSigkill(Map<String, String> database) throws Exception {
        ServerProcess.Launch launch = ServerProcess.Launch.likeThisJvm();
        int port = ServerProcess.freePort();
        List<Answered> answered = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ServerProcess server = launch.start(data, port, database);
            answered.addAll(issueUntilKilled(server, round));
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(ROUNDS * ANSWERS_BEFORE_KILL);

        try (ServerProcess server = launch.start(data, port, database)) {
            String token = accessToken(server);
            for (Answered one : answered) {
                HttpResponse<String> found = get(server, token, "/v1/certificates/" + one.serial());
                assertThat(found.statusCode()).as(one.serial()).isEqualTo(200);
                assertThat(JSON.readTree(found.body()).get("csr_id").asText()).isEqualTo(one.csrId());
            }
            assertThat(csrIdsOfAllCertificates(server, token)).doesNotHaveDuplicates();
            JsonNode chain =
                    JSON.readTree(get(server, token, "/v1/audit/verify").body());
            assertThat(chain.get("valid").asBoolean()).as(chain.toString()).isTrue();
            assertThat(chain.get("records").asLong()).isGreaterThanOrEqualTo(answered.size());
        }
    }

    private List<Answered> issueUntilKilled(ServerProcess server, int round) throws Exception {
        String token = accessToken(server);
        ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(ANSWERS_BEFORE_KILL);
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(client -> Thread.ofVirtual()
                        .start(() -> issueUntilCutOff(server, token, round, client, answered, enough)))
                .toList();
        assertThat(enough.await(120, TimeUnit.SECONDS))
                .as("answers came; surprises: " + surprises)
                .isTrue();
        server.kill();
        for (Thread client : clients) {
            client.join();
        }
        assertThat(surprises).isEmpty();
        return List.copyOf(answered);
    }

    private void issueUntilCutOff(
            ServerProcess server,
            String token,
            int round,
            int client,
            ConcurrentLinkedQueue<Answered> answered,
            CountDownLatch enough) {
        try {
            String key = post(
                            server,
                            token,
                            "/v1/keys",
                            Map.of(
                                    "usage",
                                    "TLS_SERVER",
                                    "algorithm",
                                    "ML-DSA-44",
                                    "exportable",
                                    false,
                                    "tags",
                                    Map.of()))
                    .get("id")
                    .asText();
            for (int count = 0; true; count++) {
                String name = "c" + count + ".client" + client + ".round" + round + ".example.q";
                String csrId = post(
                                server,
                                token,
                                "/v1/csr",
                                Map.of(
                                        "key_id",
                                        key,
                                        "subject",
                                        "CN=" + name,
                                        "profile",
                                        "apisix-edge",
                                        "subject_alt_names",
                                        List.of(name)))
                        .get("id")
                        .asText();
                JsonNode issued = post(server, token, "/v1/certificates/issue", Map.of("csr_id", csrId));
                answered.add(new Answered(csrId, issued.get("serial").asText()));
                enough.countDown();
            }
        } catch (IOException killed) {
            // The connection ends with the server: that is how a client's round is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError unexpected) {
            surprises.add(unexpected);
        }
    }

    private List<String> csrIdsOfAllCertificates(ServerProcess server, String token) throws Exception {
        Map<String, String> csrBySerial = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = JSON.readTree(get(server, token, "/v1/certificates?profile=apisix-edge&limit=500" + cursor)
                    .body());
            page.get("items")
                    .forEach(item -> csrBySerial.put(
                            item.get("serial").asText(), item.get("csr_id").asText()));
            JsonNode next = page.get("next_cursor");
            cursor = next.isNull() ? "" : "&cursor=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8);
        } while (!cursor.isEmpty());
        return List.copyOf(csrBySerial.values());
    }

    private String accessToken(ServerProcess server) throws Exception {
        JsonNode credentials = JSON.readTree(server.credentials().toFile());
        String form = "grant_type=client_credentials&client_id="
                + credentials.get("client_id").asText() + "&client_secret="
                + credentials.get("client_secret").asText();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server.baseUrl().resolve("/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("access_token").asText();
    }

    private HttpResponse<String> get(ServerProcess server, String token, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.baseUrl().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode post(ServerProcess server, String token, String path, Map<String, Object> body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(server.baseUrl().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }
}
