package io.qkms.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.client.model.Jwk;
import io.qkms.client.model.JwkSet;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Key sets by realm, kept as long as the server allows ({@code max-age}), asked for again with their {@code ETag}. For the
 * time of {@code stale-while-revalidate} (RFC 5861 §3) an old set is handed out at once while a new one is fetched behind.
 */
final class JwksCache {
    /** A kid that is not in the set may be new: the set is fetched again, but not more often than this. */
    private static final Duration UNKNOWN_KID_PAUSE = Duration.ofSeconds(10);

    private static final Pattern DIRECTIVE = Pattern.compile("(max-age|stale-while-revalidate)=\"?(\\d{1,9})\"?");

    private record Kept(
            JwkSet set, @Nullable String etag, Instant fetchedAt, Instant freshUntil, Instant usableUntil) {}

    private static final class Realm {
        private final ReentrantLock fetching = new ReentrantLock();
        private final AtomicBoolean refreshing = new AtomicBoolean();
        private volatile @Nullable Kept kept;
    }

    private final Map<String, Realm> realms = new ConcurrentHashMap<>();
    private final Transport transport;
    private final Executor background;

    JwksCache(Transport transport, Executor background) {
        this.transport = transport;
        this.background = background;
    }

    /** The realm's keys. */
    JwkSet get(String name) {
        Realm realm = realms.computeIfAbsent(name, key -> new Realm());
        Kept kept = realm.kept;
        Instant now = transport.clock().instant();
        if (kept == null || !now.isBefore(kept.usableUntil())) {
            return fetch(name, realm, kept).set();
        }
        if (!now.isBefore(kept.freshUntil()) && realm.refreshing.compareAndSet(false, true)) {
            background.execute(() -> refresh(name, realm, kept));
        }
        return kept.set();
    }

    /** The realm's key with this id; one that the kept set does not know is looked for at the server. */
    Optional<Jwk> find(String name, String kid) {
        Optional<Jwk> key = get(name).find(kid);
        Realm realm = realms.get(name);
        Kept kept = realm == null ? null : realm.kept;
        if (key.isPresent() || realm == null || kept == null) {
            return key;
        }
        boolean justFetched =
                transport.clock().instant().isBefore(kept.fetchedAt().plus(UNKNOWN_KID_PAUSE));
        return justFetched ? Optional.empty() : fetch(name, realm, kept).set().find(kid);
    }

    private void refresh(String name, Realm realm, Kept seen) {
        try {
            fetch(name, realm, seen);
        } catch (QkmsClientException e) {
            // The old set serves until it must not; then the caller gets this failure.
            return;
        } finally {
            realm.refreshing.set(false);
        }
    }

    /** Fetches the set, unless somebody has done so since {@code seen} was looked at. */
    private Kept fetch(String name, Realm realm, @Nullable Kept seen) {
        realm.fetching.lock();
        try {
            Kept present = realm.kept;
            if (present != null && present != seen) {
                return present;
            }
            Kept fetched = request(name, present);
            realm.kept = fetched;
            return fetched;
        } catch (QkmsApiException e) {
            if (e.status() == 404) {
                // Callers may ask for any name: what does not exist must not fill the memory.
                realms.remove(name, realm);
            }
            throw e;
        } finally {
            realm.fetching.unlock();
        }
    }

    private Kept request(String name, @Nullable Kept present) {
        Call call = Call.publicGet("/v1/jwks/" + Call.segment(name));
        if (present != null && present.etag() != null) {
            call.header("If-None-Match", present.etag());
        }
        Instant now = transport.clock().instant();
        HttpResponse<byte[]> response = transport.send(call);
        Kept unchanged = response.statusCode() == 304 ? present : null;
        Instant freshUntil = now.plus(directive(response, "max-age"));
        return new Kept(
                unchanged != null ? unchanged.set() : parse(call, response.body()),
                response.headers().firstValue("ETag").orElse(unchanged != null ? unchanged.etag() : null),
                now,
                freshUntil,
                freshUntil.plus(directive(response, "stale-while-revalidate")));
    }

    private static Duration directive(HttpResponse<?> response, String name) {
        for (String value : response.headers().allValues("Cache-Control")) {
            Matcher matcher = DIRECTIVE.matcher(value);
            while (matcher.find()) {
                if (matcher.group(1).equals(name)) {
                    return Duration.ofSeconds(Long.parseLong(matcher.group(2)));
                }
            }
        }
        return Duration.ZERO;
    }

    private static JwkSet parse(Call call, byte[] body) {
        JsonNode json = Transport.read(call, body);
        List<Jwk> keys = new ArrayList<>();
        for (JsonNode key : json.path("keys")) {
            @Nullable String kid = key.path("kid").textValue();
            @Nullable String kty = key.path("kty").textValue();
            if (kid != null && kty != null) {
                keys.add(new Jwk(kid, kty, key.path("alg").textValue(), key));
            }
        }
        return new JwkSet(keys, json);
    }
}
