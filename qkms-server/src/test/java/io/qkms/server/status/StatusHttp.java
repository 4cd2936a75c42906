package io.qkms.server.status;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** The status operations of the real contract on a real socket; every answer is held to the contract. */
final class StatusHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpListener listener;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    StatusHttp(Routes routes) {
        ContractRouter router = ContractRouter.of(
                        statusOperations(), BodyLimits.DEFAULT, new Tokens(), new AdmissionGate(100), outcome -> {})
                .with(routes)
                .build();
        listener = HttpListener.open(HttpListener.eventLoops(2), 2, "127.0.0.1", 0);
        listener.serve(router);
    }

    private static Contract statusOperations() {
        YAMLMapper yaml = new YAMLMapper();
        try {
            ObjectNode contract = (ObjectNode) yaml.readTree(Contract.ofServer().yaml());
            ObjectNode paths = (ObjectNode) contract.get("paths");
            ArrayList<String> others = new ArrayList<>();
            paths.fieldNames().forEachRemaining(path -> {
                if (!path.startsWith("/v1/crl") && !path.startsWith("/v1/ocsp")) {
                    others.add(path);
                }
            });
            paths.remove(others);
            return Contract.parse(yaml.writeValueAsBytes(contract));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.port() + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(PATIENCE);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        ContractAssertions.ofServer().assertDocumented(answer);
        return answer;
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<byte[]> postOcsp(byte[] request) throws IOException, InterruptedException {
        return send(request("/v1/ocsp")
                .header("Content-Type", "application/ocsp-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request)));
    }

    HttpResponse<byte[]> refresh(String json) throws IOException, InterruptedException {
        return send(request("/v1/crl:refresh")
                .header("Authorization", "Bearer refresher")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Optional<Caller> remembered(String authorization) {
            return Optional.empty();
        }

        @Override
        public Caller authenticate(String authorization) {
            if (authorization.equals("Bearer refresher")) {
                return new Caller("client", "default", Set.of("crl:refresh"));
            }
            throw QkmsException.of(ErrorCode.UNAUTHENTICATED, "Authorization", "token.malformed", null);
        }
    }
}
