package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP to a server as a stranger would, and holds every answer to the contract. Immutable and safe for use by many
 * threads.
 */
public final class ContractClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI baseUrl;
    private final @Nullable String token;

    private ContractClient(URI baseUrl, @Nullable String token) {
        this.baseUrl = baseUrl;
        this.token = token;
    }

    /** A client without credentials. */
    public static ContractClient anonymous(URI baseUrl) {
        return new ContractClient(baseUrl, null);
    }

    /** A client with an access token for these credentials; all that they may, if {@code scope} is empty. */
    public static ContractClient of(URI baseUrl, String clientId, String secret, String scope) {
        String basic = Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
        ContractClient anonymous = anonymous(baseUrl);
        Answered answer = anonymous.send(anonymous
                .request("/oauth2/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"
                        + (scope.isEmpty() ? "" : "&scope=" + scope.replace(" ", "+")))));
        return new ContractClient(
                baseUrl, answer.expect(200).json().path("access_token").asText());
    }

    /** This client with another token. */
    public ContractClient withToken(String other) {
        return new ContractClient(baseUrl, other);
    }

    /** Begins a request, with the access token if there is one. */
    public HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + pathAndQuery)).timeout(PATIENCE);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Sends a request; fails if the answer is not one that the contract documents. */
    public Answered send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            ContractAssertions.ofServer().assertDocumented(answer);
            return new Answered(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** GET. */
    public Answered get(String pathAndQuery) {
        return send(request(pathAndQuery));
    }

    /** GET, accepting one media type. */
    public Answered get(String pathAndQuery, String accept) {
        return send(request(pathAndQuery).header("Accept", accept));
    }

    /** POST of JSON. */
    public Answered post(String path, String json) {
        return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** POST of a JSON tree or a value that turns into one. */
    public Answered post(String path, Object value) {
        return post(path, "application/json", Json.write(value));
    }

    /** POST of octets. */
    public Answered post(String path, String mediaType, byte[] body) {
        return send(request(path).header("Content-Type", mediaType).POST(BodyPublishers.ofByteArray(body)));
    }

    /** POST without a body. */
    public Answered post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** An answer that keeps to the contract. */
    public record Answered(HttpResponse<byte[]> response) {

        /** Fails, showing the body, if the status is another. */
        public Answered expect(int status) {
            assertThat(status()).as(text()).isEqualTo(status);
            return this;
        }

        /** Fails, showing the body, if this is not the error of this code. */
        public Answered expectError(int code) {
            expect(code / 100);
            assertThat(json().path("code").asInt()).as(text()).isEqualTo(code);
            return this;
        }

        /** The HTTP status. */
        public int status() {
            return response.statusCode();
        }

        /** A header field's value; empty if there is none. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The body. */
        public byte[] body() {
            return response.body();
        }

        /** The body as text. */
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return Json.parse(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }
    }
}
