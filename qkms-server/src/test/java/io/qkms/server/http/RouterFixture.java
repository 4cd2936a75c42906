package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A router that really listens, for a contract and handlers of the test's own. The token {@code good} has the scope {@code
 * thing:write}, {@code known} too and is remembered, {@code weak} has none.
 */
final class RouterFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final AdmissionGate gate;
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final ContractAssertions assertions;
    private final HttpListener listener;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    RouterFixture(Contract contract, int capacity, Consumer<Operations> handlers) {
        this.gate = new AdmissionGate(capacity);
        this.assertions = new ContractAssertions(contract);
        ContractRouter.Builder builder =
                ContractRouter.of(contract, BodyLimits.DEFAULT, new Tokens(), gate, outcomes::add);
        handlers.accept(builder);
        this.listener = HttpListener.open(HttpListener.eventLoops(2), 2, "127.0.0.1", 0);
        listener.serve(builder.build());
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Optional<Caller> remembered(String authorization) {
            return authorization.equals("Bearer known") ? Optional.of(caller("thing:write")) : Optional.empty();
        }

        @Override
        public Caller authenticate(String authorization) {
            return switch (authorization) {
                case "Bearer good" -> caller("thing:write");
                case "Bearer weak" -> caller("other:read");
                default -> throw QkmsException.of(ErrorCode.UNAUTHENTICATED, "Authorization", "token.malformed", null);
            };
        }

        private static Caller caller(String scope) {
            return new Caller("client", "default", Set.of(scope));
        }
    }

    int port() {
        return listener.port();
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + pathAndQuery))
                .timeout(PATIENCE);
    }

    /** Sends the request and holds the answer to the contract. */
    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertions.assertDocumented(answer);
        return answer;
    }

    HttpResponse<byte[]> get(String pathAndQuery) throws IOException, InterruptedException {
        return send(request(pathAndQuery));
    }

    HttpResponse<byte[]> post(String pathAndQuery, String json) throws IOException, InterruptedException {
        return send(request(pathAndQuery)
                .header("Authorization", "Bearer good")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Writes octets to a connection of its own and reads until it closes. */
    String raw(String octets) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    boolean stop(Duration patience) {
        return listener.stop(patience);
    }

    @Override
    public void close() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
    }
}
