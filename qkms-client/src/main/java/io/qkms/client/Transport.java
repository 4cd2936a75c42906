package io.qkms.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.qkms.client.model.ErrorDetail;
import io.qkms.client.model.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends calls: with an access token where one is needed, again where that is safe, and turns refusals into exceptions. */
final class Transport {
    /** How to get from here to the server. */
    record Settings(
            HttpClient http,
            URI api,
            URI publicApi,
            Duration requestTimeout,
            RetryPolicy retries,
            String language,
            InstantSource clock) {}

    private final Settings settings;
    private final @Nullable AccessTokens tokens;
    private final Pause pause;

    Transport(Settings settings, @Nullable AccessTokens tokens, Pause pause) {
        this.settings = settings;
        this.tokens = tokens;
        this.pause = pause;
    }

    InstantSource clock() {
        return settings.clock();
    }

    /** The answer's body as a record. */
    <T> T json(Call call, Class<T> type) {
        return bind(call, jsonTree(call), type);
    }

    JsonNode jsonTree(Call call) {
        return read(call, send(call).body());
    }

    /** The answer as a part of a list. */
    <T> Page<T> page(Call call, Class<T> type) {
        JsonNode json = jsonTree(call);
        List<T> items = new ArrayList<>();
        json.path("items").forEach(item -> items.add(bind(call, item, type)));
        return new Page<>(items, json.path("next_cursor").textValue());
    }

    byte[] bytes(Call call) {
        return send(call).body();
    }

    static JsonNode read(Call call, byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new QkmsConnectionException(call + " was answered with what is not JSON", e);
        }
    }

    static <T> T bind(Call call, JsonNode json, Class<T> type) {
        try {
            return Json.bind(json, type);
        } catch (JsonProcessingException e) {
            throw new QkmsConnectionException(call + " was answered with another shape than expected", e);
        }
    }

    /** A member that must be there. */
    static String text(Call call, JsonNode json, String name) {
        @Nullable String value = json.path(name).textValue();
        if (value == null) {
            throw new QkmsConnectionException(call + " was answered without " + name, null);
        }
        return value;
    }

    /** An answer of 2xx or 304. */
    HttpResponse<byte[]> send(Call call) {
        @Nullable String token = call.isAuthorized() ? tokens().current() : null;
        HttpResponse<byte[]> response = sendRepeatedly(call, token);
        if (response.statusCode() == 401 && token != null) {
            // Refused before anything was done: once more with a new token, then it is a refusal.
            response = sendRepeatedly(call, tokens().replacing(token));
        }
        int status = response.statusCode();
        if (status / 100 != 2 && status != 304) {
            throw refusal(response);
        }
        return response;
    }

    private AccessTokens tokens() {
        if (tokens == null) {
            throw new IllegalStateException("this client was built without credentials: it can make public calls only");
        }
        return tokens;
    }

    private HttpResponse<byte[]> sendRepeatedly(Call call, @Nullable String token) {
        HttpRequest request = request(call, token);
        RetryPolicy retries = settings.retries();
        for (int attempt = 1; ; attempt++) {
            Optional<Duration> again;
            try {
                HttpResponse<byte[]> response = settings.http().send(request, BodyHandlers.ofByteArray());
                again = retries.pauseAfter(response, call.isRead(), attempt, settings.clock());
                if (again.isEmpty()) {
                    return response;
                }
            } catch (IOException e) {
                again = retries.pauseAfterFailure(call.isRead(), attempt);
                if (again.isEmpty()) {
                    throw new QkmsConnectionException(
                            call + " at " + request.uri().getAuthority() + ": " + e, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QkmsConnectionException(call + " was interrupted", e);
            }
            pause.of(again.get());
        }
    }

    private HttpRequest request(Call call, @Nullable String token) {
        URI base = call.isAuthorized() ? settings.api() : settings.publicApi();
        HttpRequest.Builder builder = HttpRequest.newBuilder(resolve(base, call.target()))
                .timeout(settings.requestTimeout())
                .method(call.method(), call.publisher())
                .header("Accept-Language", settings.language());
        call.headers().forEach(builder::header);
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        return builder.build();
    }

    private static URI resolve(URI base, String target) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + target);
    }

    private QkmsApiException refusal(HttpResponse<byte[]> response) {
        JsonNode json;
        try {
            json = Json.parse(response.body());
        } catch (IOException e) {
            json = MissingNode.getInstance();
        }
        List<ErrorDetail> details = new ArrayList<>();
        for (JsonNode detail : json.path("details")) {
            try {
                details.add(Json.bind(detail, ErrorDetail.class));
            } catch (JsonProcessingException e) {
                details.add(new ErrorDetail(null, detail.toString(), null, List.of()));
            }
        }
        int status = response.statusCode();
        return new QkmsApiException(
                status,
                json.path("code").asInt(0),
                json.path("message").asText("the answer says nothing more"),
                json.path("resolution").textValue(),
                details,
                response.headers()
                        .firstValue("X-Request-Id")
                        .orElse(json.path("request_id").textValue()),
                RetryPolicy.retryAfter(response, settings.clock().instant()).orElse(null));
    }
}
