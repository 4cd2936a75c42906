package io.qkms.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The load generator's HTTP side: kept connections to one server, an access token, answers checked by their status. */
final class HttpLoad {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClientAgent client;
    private final URI baseUrl;
    private @Nullable String authorization;

    HttpLoad(Vertx vertx, URI baseUrl, int connections) {
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(connections));
        this.baseUrl = baseUrl;
    }

    /** Gets an access token with every scope of the client and sends it from now on. */
    void authenticate(String clientId, String clientSecret) {
        Buffer form =
                Buffer.buffer("grant_type=client_credentials&client_id=" + clientId + "&client_secret=" + clientSecret);
        JsonNode token = json(send(HttpMethod.POST, "/oauth2/token", "application/x-www-form-urlencoded", form, 200)
                .await());
        authorization = "Bearer " + token.get("access_token").asText();
    }

    Future<Buffer> post(String path, String json, int expectedStatus) {
        return send(HttpMethod.POST, path, "application/json", Buffer.buffer(json), expectedStatus);
    }

    Future<Buffer> get(String path) {
        return send(HttpMethod.GET, path, null, null, 200);
    }

    private Future<Buffer> send(
            HttpMethod method, String path, @Nullable String mediaType, @Nullable Buffer body, int expectedStatus) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(baseUrl.getHost())
                .setPort(baseUrl.getPort())
                .setURI(path);
        if (authorization != null) {
            options.putHeader("Authorization", authorization);
        }
        if (mediaType != null) {
            options.putHeader("Content-Type", mediaType);
        }
        return client.request(options)
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(response -> response.body()
                        .compose(answer -> response.statusCode() == expectedStatus
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(
                                        method + " " + path + " answered " + response.statusCode() + ": " + answer)));
    }

    static JsonNode json(Buffer answer) {
        try {
            return JSON.readTree(answer.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
