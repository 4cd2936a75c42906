package io.qkms.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The access token of OAuth2 client credentials (RFC 6749 §4.4), kept and renewed in time. However many threads need one,
 * one asks; the others wait, or go on with the present one while it still holds. A token endpoint that is busy or away for a
 * moment is asked again as the retry policy says, but only once there is no token left that holds.
 */
final class AccessTokens {
    /** Renewed when a tenth of its life is left, at least this long before its end. */
    private static final Duration SHORTEST_REST = Duration.ofSeconds(5);

    private record Held(String token, Instant renewAt, Instant expiresAt) {
        @Override
        public String toString() {
            return "access token until " + expiresAt;
        }
    }

    private final HttpClient http;
    private final ClientCredentials credentials;
    private final @Nullable String scope;
    private final Duration timeout;
    private final RetryPolicy retries;
    private final Pause pause;
    private final InstantSource clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Held held;

    AccessTokens(
            HttpClient http,
            ClientCredentials credentials,
            @Nullable String scope,
            Duration timeout,
            RetryPolicy retries,
            Pause pause,
            InstantSource clock) {
        this.http = http;
        this.credentials = credentials;
        this.scope = scope;
        this.timeout = timeout;
        this.retries = retries;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * A token that holds.
     *
     * @throws QkmsAuthorizationException if the token endpoint refuses
     * @throws QkmsConnectionException if it does not answer
     */
    String current() {
        Held present = held;
        Instant now = clock.instant();
        if (present != null && now.isBefore(present.renewAt())) {
            return present.token();
        }
        if (present == null || !now.isBefore(present.expiresAt())) {
            return renew(present, retries);
        }
        if (renewing.isLocked() && !renewing.isHeldByCurrentThread()) {
            return present.token();
        }
        try {
            // Once: a call that has a token need not wait for another.
            return renew(present, RetryPolicy.never());
        } catch (QkmsConnectionException e) {
            // Too early to fail: the present one still holds, and the next call tries again.
            return present.token();
        } catch (QkmsAuthorizationException e) {
            if (isTransient(e.status())) {
                return present.token();
            }
            throw e;
        }
    }

    /** Whether the token endpoint could not answer just now, rather than refused these credentials. */
    private static boolean isTransient(int status) {
        return status == 429 || status >= 500;
    }

    /** A token other than the one that the server has just refused. */
    String replacing(String refused) {
        Held present = held;
        if (present != null && !present.token().equals(refused)) {
            return present.token();
        }
        return renew(present, retries);
    }

    /** Asks for a token, unless somebody has done so since {@code seen} was looked at. */
    private String renew(@Nullable Held seen, RetryPolicy policy) {
        renewing.lock();
        try {
            Held present = held;
            if (present == null || present == seen) {
                present = request(policy);
                held = present;
            }
            return present.token();
        } finally {
            renewing.unlock();
        }
    }

    /** Asks as often as the policy allows: a token too many changes nothing, so this counts as reading. */
    private Held request(RetryPolicy policy) {
        HttpRequest request = tokenRequest();
        for (int attempt = 1; ; attempt++) {
            Optional<Duration> again;
            Instant asked = clock.instant();
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                again = policy.pauseAfter(response, true, attempt, clock);
                if (again.isEmpty()) {
                    return held(asked, response);
                }
            } catch (IOException e) {
                again = policy.pauseAfterFailure(true, attempt);
                if (again.isEmpty()) {
                    throw new QkmsConnectionException(
                            "the token endpoint at " + request.uri().getAuthority() + ": " + e, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QkmsConnectionException("interrupted while asking for an access token", e);
            }
            pause.of(again.get());
        }
    }

    private HttpRequest tokenRequest() {
        String form = "grant_type=client_credentials" + (scope == null ? "" : "&scope=" + encode(scope));
        // The form encoding of id and secret is RFC 6749's own (§2.3.1).
        String basic = encode(credentials.clientId()) + ":" + encode(credentials.clientSecret());
        return HttpRequest.newBuilder(credentials.tokenUrl())
                .timeout(timeout)
                .header("Accept", Call.JSON)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private static Held held(Instant asked, HttpResponse<byte[]> response) {
        JsonNode json = json(response);
        @Nullable String token = json.path("access_token").textValue();
        if (response.statusCode() != 200 || token == null) {
            throw new QkmsAuthorizationException(
                    response.statusCode(),
                    json.path("error").asText("problem " + json.path("code").asInt()),
                    json.path("error_description").asText(json.path("message").textValue()));
        }
        Duration lifetime = Duration.ofSeconds(json.path("expires_in").asLong(60));
        Duration tenth = lifetime.dividedBy(10);
        Duration rest = tenth.compareTo(SHORTEST_REST) > 0 ? tenth : SHORTEST_REST;
        return new Held(token, asked.plus(lifetime).minus(rest), asked.plus(lifetime));
    }

    /** The answer; what a proxy says in place of the endpoint need not be JSON. */
    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Json.parse(response.body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AccessTokens[" + credentials.clientId() + ", " + held + "]";
    }
}
