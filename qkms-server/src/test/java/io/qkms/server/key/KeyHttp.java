package io.qkms.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Caller;
import io.qkms.server.http.AdmissionGate;
import io.qkms.server.http.Authenticator;
import io.qkms.server.http.BodyLimits;
import io.qkms.server.http.Contract;
import io.qkms.server.http.ContractAssertions;
import io.qkms.server.http.ContractRouter;
import io.qkms.server.http.HttpListener;
import io.qkms.server.http.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The operations of keys and tokens of the real contract on a real socket; every answer is held to the contract. The token
 * {@code default} is that tenant's client with every scope, {@code other} another tenant's, {@code viewer} may read keys only.
 */
public final class KeyHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> ALL_SCOPES =
            Set.of("key:create", "key:read", "key:rotate", "key:use", "token:sign");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpListener listener;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    public KeyHttp(Routes... features) {
        ContractRouter.Builder router = ContractRouter.of(
                operations(), BodyLimits.DEFAULT, new Tokens(), new AdmissionGate(100), outcome -> {});
        for (Routes feature : features) {
            router.with(feature);
        }
        listener = HttpListener.open(HttpListener.eventLoops(2), 2, "127.0.0.1", 0);
        listener.serve(router.build());
    }

    private static Contract operations() {
        YAMLMapper yaml = new YAMLMapper();
        try {
            ObjectNode contract = (ObjectNode) yaml.readTree(Contract.ofServer().yaml());
            ObjectNode paths = (ObjectNode) contract.get("paths");
            List<String> others = new ArrayList<>();
            paths.fieldNames().forEachRemaining(path -> {
                if (List.of("/v1/keys", "/v1/tokens", "/v1/jwks").stream().noneMatch(path::startsWith)) {
                    others.add(path);
                }
            });
            paths.remove(others);
            return Contract.parse(yaml.writeValueAsBytes(contract));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Optional<Caller> remembered(String authorization) {
            return Optional.of(authenticate(authorization));
        }

        @Override
        public Caller authenticate(String authorization) {
            return switch (authorization) {
                case "Bearer default" -> new Caller("alice", "default", ALL_SCOPES);
                case "Bearer other" -> new Caller("mallory", "other", ALL_SCOPES);
                case "Bearer viewer" -> new Caller("eve", "default", Set.of("key:read"));
                default -> throw QkmsException.of(ErrorCode.UNAUTHENTICATED, "Authorization", "token.malformed", null);
            };
        }
    }

    /** A request that nobody signed in for. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                .timeout(PATIENCE);
    }

    /** Sends a request and holds the answer to the contract. */
    public HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            ContractAssertions.ofServer().assertDocumented(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Gets as the client {@code default}. */
    public JsonNode get(int status, String path) {
        return answer(status, send(request(path).header("Authorization", "Bearer default")));
    }

    /** Posts as the client {@code default}; JSON with single quotes for double ones. */
    public JsonNode post(int status, String path, String json) {
        return postAs("default", status, path, json);
    }

    /** Posts as another client. */
    public JsonNode postAs(String token, int status, String path, String json) {
        return answer(
                status,
                send(request(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json.replace('\'', '"')))));
    }

    /** Makes a key; returns the answer. */
    public JsonNode create(String usage, String algorithm, String more) {
        return post(
                201,
                "/v1/keys",
                "{'usage':'" + usage + "','algorithm':'" + algorithm + "','exportable':false,'tags':{}" + more + "}");
    }

    /** Expects a refusal: the code and the rules of its details. */
    public static void refused(JsonNode answer, int code, String... rules) {
        assertThat(answer.path("code").intValue()).as("%s", answer).isEqualTo(code);
        assertThat(answer.path("details").findValuesAsText("rule"))
                .as("%s", answer)
                .containsExactly(rules);
    }

    private static JsonNode answer(int status, HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as("%s", new String(answer.body())).isEqualTo(status);
        return json(answer);
    }

    /** An answer's body. */
    public static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
    }
}
