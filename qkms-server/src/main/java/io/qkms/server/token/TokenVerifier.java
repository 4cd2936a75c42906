package io.qkms.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsVerification;
import io.qkms.core.jose.SignatureVerifier;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.server.http.SigningPool;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Verifies what a tenant's keys signed: the signature, then {@code exp} and {@code nbf}. Safe for use by many threads. */
public final class TokenVerifier {
    private static final String FIELD = "token";

    /** Ours are SHA-256 values in base64url (RFC 7638). */
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final KeyMemory memory;
    private final SignatureVerifier signatures;
    private final SigningPool pool;
    private final InstantSource clock;

    public TokenVerifier(KeyMemory memory, SignatureVerifier signatures, SigningPool pool, InstantSource clock) {
        this.memory = memory;
        this.signatures = signatures;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Whether a token holds now, for the tenant whose key signed it.
     *
     * @param leeway how far the clocks of those who set {@code exp} and {@code nbf} may be off; null for not at all
     */
    Verification verify(String tenant, String token, @Nullable Duration leeway) {
        Jws jws;
        try {
            jws = Jws.parse(FIELD, token);
        } catch (QkmsException e) {
            return new Verification(false, "malformed", null, null);
        }
        ObjectNode header = jws.header().toJson();
        JwsVerification outcome = key(tenant, jws)
                .map(key -> pool.sign(() -> jws.verify(key, signatures)))
                .orElse(JwsVerification.KEY_UNKNOWN);
        if (!outcome.isValid()) {
            return new Verification(false, outcome.reason(), header, null);
        }
        if (!JsonObjects.begins(jws.payload())) {
            return new Verification(true, null, header, null);
        }
        ObjectNode claims = claims(jws);
        String reason = claims == null ? "claims_malformed" : untimely(claims, leeway == null ? Duration.ZERO : leeway);
        return new Verification(reason == null, reason, header, claims);
    }

    private Optional<Jwk> key(String tenant, Jws jws) {
        String kid = jws.header().kid().orElse("");
        if (!KID.matcher(kid).matches()) {
            // No key of ours, and neither a question for the database nor worth remembering.
            return Optional.empty();
        }
        return memory.keyByKid(kid)
                .filter(entry -> entry.tenant().equals(tenant))
                .flatMap(entry -> entry.key()
                        .withRetired(clock.instant())
                        .versionByKid(kid)
                        .filter(version -> trusted(entry, version))
                        .map(version -> Jwk.of(
                                entry.key().algorithm(),
                                version.parts().getFirst().publicKey())));
    }

    /** Tokens die with the version that signed them; signatures of code and documents outlive it. */
    private static boolean trusted(KeyEntry entry, KeyVersion version) {
        Usage usage = entry.key().usage();
        return (usage == Usage.JWT_SIGNING && version.state().published())
                || usage == Usage.CODE_SIGNING
                || usage == Usage.DOCUMENT_SIGNING;
    }

    private static @Nullable ObjectNode claims(Jws jws) {
        try {
            return jws.claims(FIELD);
        } catch (QkmsException e) {
            return null;
        }
    }

    private @Nullable String untimely(ObjectNode claims, Duration leeway) {
        JsonNode exp = claims.path("exp");
        JsonNode nbf = claims.path("nbf");
        if (notATime(exp) || notATime(nbf)) {
            return "claims_malformed";
        }
        Instant now = clock.instant();
        if (!exp.isMissingNode() && exp.doubleValue() <= now.minus(leeway).getEpochSecond()) {
            return "expired";
        }
        if (!nbf.isMissingNode() && nbf.doubleValue() > now.plus(leeway).getEpochSecond()) {
            return "not_yet_valid";
        }
        return null;
    }

    private static boolean notATime(JsonNode claim) {
        return !claim.isMissingNode() && !claim.isNumber();
    }
}
