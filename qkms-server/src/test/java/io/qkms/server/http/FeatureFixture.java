package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.qkms.server.access.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One feature of the server behind the real contract and router on a real socket; every answer is held to the contract. Whoever
 * sends a token at all is taken for the caller: who may call is tested elsewhere.
 */
public final class FeatureFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpListener listener = HttpListener.open(HttpListener.eventLoops(1), 1, "127.0.0.1", 0);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Serves the operations of a feature to a caller. */
    public FeatureFixture(Caller caller, Routes feature) {
        listener.serve(ContractRouter.of(
                        contractOf(feature),
                        BodyLimits.DEFAULT,
                        new Everybody(caller),
                        new AdmissionGate(100),
                        outcome -> {})
                .with(feature)
                .build());
    }

    private record Everybody(Caller caller) implements Authenticator {
        @Override
        public Optional<Caller> remembered(String authorization) {
            return Optional.of(caller);
        }

        @Override
        public Caller authenticate(String authorization) {
            return caller;
        }
    }

    /** The server's contract without the operations of other features, which would have no handlers. */
    private static Contract contractOf(Routes feature) {
        Names names = new Names();
        feature.register(names);
        YAMLMapper yaml = new YAMLMapper();
        try {
            ObjectNode contract = (ObjectNode) yaml.readTree(Contract.ofServer().yaml());
            ObjectNode paths = (ObjectNode) contract.get("paths");
            paths.forEach(
                    path -> path.properties().removeIf(method -> isOperationBeside(names.seen, method.getValue())));
            paths.properties().removeIf(path -> path.getValue().findValue("operationId") == null);
            return Contract.parse(yaml.writeValueAsBytes(contract));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOperationBeside(Set<String> names, JsonNode method) {
        return method.has("operationId")
                && !names.contains(method.get("operationId").textValue());
    }

    private static final class Names implements Operations {
        private final Set<String> seen = new HashSet<>();

        @Override
        public Operations operation(String operationId, OperationHandler handler) {
            seen.add(operationId);
            return this;
        }

        @Override
        public Operations probe(String operationId, OperationHandler handler) {
            return operation(operationId, handler);
        }

        @Override
        public Operations immediate(String operationId, ImmediateHandler handler) {
            seen.add(operationId);
            return this;
        }
    }

    /** A request by the caller. */
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + pathAndQuery))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer any");
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
            throw new AssertionError(e);
        }
    }

    /** Sends {@code GET}. */
    public HttpResponse<byte[]> get(String pathAndQuery) {
        return send(request(pathAndQuery));
    }

    /** Sends {@code POST} with JSON, or with what only claims to be. */
    public HttpResponse<byte[]> post(String path, byte[] json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    @Override
    public void close() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
    }
}
