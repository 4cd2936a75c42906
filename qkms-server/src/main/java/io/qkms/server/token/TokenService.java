package io.qkms.server.token;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsHeader;
import io.qkms.core.jose.JwsSigningInput;
import io.qkms.core.key.Usage;
import io.qkms.server.http.Json;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.Keys;
import io.qkms.server.token.SignRequest.Content;
import io.qkms.server.token.SigningKeyChoice.Chosen;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs tokens. No SQL once warm, but for one reservation a minute and version: see
 * {@link io.qkms.server.key.ExpiryReservations}. Safe for use by many threads.
 */
public final class TokenService {
    private static final int JTI_OCTETS = 16;
    private static final int ATTEMPTS = 3;

    private final Keys keys;
    private final SigningKeyChoice choice;
    private final URI apiBaseUrl;
    private final InstantSource clock;
    private final SecureRandom random;

    /** @param apiBaseUrl from which the issuers of realms that name none of their own follow */
    public TokenService(Keys keys, URI apiBaseUrl, InstantSource clock, SecureRandom random) {
        this.keys = keys;
        this.choice = new SigningKeyChoice(keys.memory());
        this.apiBaseUrl = apiBaseUrl;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Signs what a tenant's client asks for.
     *
     * @throws QkmsException 40000, 40002, 40401, 40902 as {@link SigningKeyChoice} and the content's rules say; 50010 and
     *     50301 if nothing can sign
     */
    SignedToken sign(String tenant, SignRequest request) {
        Content content = request.content();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<SignedToken> signed = switch (content) {
                case Content.Claims claims -> signClaims(choice.active(tenant, request, content), request, claims);
                case Content.Payload payload -> signPayload(choice.active(tenant, request, content), request, payload);
                case Content.SigningInput input -> signInput(tenant, request, input);
            };
            if (signed.isPresent()) {
                return signed.get();
            }
        }
        // Each time the key was rotated between looking it up and signing.
        throw QkmsException.of(ErrorCode.CONFLICT, "key_id", "key.rotating", request.keyId());
    }

    private Optional<SignedToken> signClaims(Chosen chosen, SignRequest request, Content.Claims content) {
        TokenLifetime lifetime = lifetime(chosen.entry());
        TokenClaims claims = TokenClaims.of(content.claims(), issuer(chosen.entry()), request.ttl(), lifetime, newId());
        JwsSigningInput input = readBack(header(chosen, request, "JWT"), Json.write(claims.json()));
        input.claims("claims");
        if (!reserve(chosen, claims.expiry(), false)) {
            return Optional.empty();
        }
        return Optional.of(signed(chosen, input, claims.expiry(), false));
    }

    private Optional<SignedToken> signPayload(Chosen chosen, SignRequest request, Content.Payload content) {
        JwsSigningInput input = readBack(header(chosen, request, null), content.octets());
        Instant expiry = null;
        if (chosen.entry().key().usage() == Usage.JWT_SIGNING) {
            expiry = expiryOf(input, chosen, "payload");
            if (!reserve(chosen, orLatest(expiry, chosen), false)) {
                return Optional.empty();
            }
        }
        return Optional.of(signed(chosen, input, expiry, false));
    }

    private Optional<SignedToken> signInput(String tenant, SignRequest request, Content.SigningInput content) {
        JwsSigningInput input = JwsSigningInput.parse("signing_input", content.text());
        Chosen chosen = choice.named(tenant, request, input.header(), content, clock.instant());
        Instant expiry = expiryOf(input, chosen, "signing_input");
        if (!reserve(chosen, orLatest(expiry, chosen), true)) {
            return Optional.empty();
        }
        return Optional.of(signed(chosen, input, expiry, true));
    }

    private static JwsHeader header(Chosen chosen, SignRequest request, @Nullable String typ) {
        return JwsHeader.of(chosen.entry().key().algorithm(), chosen.version().kid(), typ, request.headerParameters());
    }

    /** Nothing is signed that {@link TokenVerifier} would not read: too deep, too long, a header of other types. */
    private static JwsSigningInput readBack(JwsHeader header, byte[] payload) {
        return JwsSigningInput.parse(
                "header", JwsSigningInput.of(header, payload).toString());
    }

    /** {@code exp} of a payload that has one; all else in it is the caller's business. */
    private @Nullable Instant expiryOf(JwsSigningInput input, Chosen chosen, String field) {
        byte[] payload = input.payload();
        if (!JsonObjects.begins(payload)) {
            return null;
        }
        // What looks like claims must be such: which of two exp a relying party reads must not be a matter of luck.
        var exp = input.claims(field).path("exp");
        return exp.isMissingNode() ? null : lifetime(chosen.entry()).expiry(field + ".exp", exp);
    }

    private Instant orLatest(@Nullable Instant expiry, Chosen chosen) {
        return expiry == null ? lifetime(chosen.entry()).latest() : expiry;
    }

    private boolean reserve(Chosen chosen, Instant expiry, boolean named) {
        boolean reserved =
                keys.reservations().reserve(chosen.entry(), chosen.version().version(), expiry, named);
        if (!reserved) {
            keys.memory().forget(chosen.entry());
        }
        return reserved;
    }

    private SignedToken signed(Chosen chosen, JwsSigningInput input, @Nullable Instant expiry, boolean withSignature) {
        Jws jws = input.sign(chosen.version().kid(), keys.ring().signer(chosen.version()));
        keys.uses().add(chosen.entry());
        return new SignedToken(
                jws.compact(),
                chosen.version().kid(),
                chosen.alg(),
                expiry,
                withSignature ? jws.encodedSignature() : null);
    }

    private TokenLifetime lifetime(KeyEntry entry) {
        return TokenLifetime.of(clock.instant(), entry.maxTokenTtl());
    }

    private String issuer(KeyEntry entry) {
        return entry.issuer() != null ? entry.issuer() : apiBaseUrl + "/realms/" + pathSegment(entry.realm());
    }

    private static String pathSegment(@Nullable String realm) {
        return URLEncoder.encode(String.valueOf(realm), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String newId() {
        byte[] octets = new byte[JTI_OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
