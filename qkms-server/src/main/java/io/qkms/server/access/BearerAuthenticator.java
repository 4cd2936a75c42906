package io.qkms.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qkms.server.access.AccessTokenVerifier.Verified;
import io.qkms.server.http.Authenticator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers by their bearer tokens (RFC 6750 §2.1). Remembers what a token proved, by the token's SHA-256, until it
 * expires: a verified ML-DSA signature costs much more than a hash, and a client uses one token thousands of times.
 */
public final class BearerAuthenticator implements Authenticator {
    private static final int REMEMBERED = 10_000;
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);

    private final AccessTokenVerifier verifier;
    private final InstantSource clock;
    private final Cache<ByteBuffer, Verified> remembered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    public BearerAuthenticator(AccessTokenVerifier verifier, InstantSource clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> remembered(String authorization) {
        return token(authorization).flatMap(token -> recall(digest(token))).map(Verified::caller);
    }

    @Override
    public Caller authenticate(@Nullable String authorization) {
        if (authorization == null) {
            throw AccessTokenVerifier.refused("token.missing");
        }
        String token = token(authorization).orElseThrow(() -> AccessTokenVerifier.refused("token.malformed"));
        ByteBuffer digest = digest(token);
        Optional<Verified> known = recall(digest);
        if (known.isPresent()) {
            return known.get().caller();
        }
        Verified verified = verifier.verify(token);
        remembered.put(digest, verified);
        return verified.caller();
    }

    private Optional<Verified> recall(ByteBuffer digest) {
        Verified verified = remembered.getIfPresent(digest);
        if (verified == null) {
            return Optional.empty();
        }
        if (clock.instant().isBefore(verified.expiresAt())) {
            return Optional.of(verified);
        }
        remembered.invalidate(digest);
        return Optional.empty();
    }

    private static Optional<String> token(String authorization) {
        Matcher bearer = BEARER.matcher(authorization);
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
