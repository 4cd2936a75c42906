package io.qkms.core.key;

import io.qkms.core.slot.KeyPart;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key: one private key, or the several parts of a hybrid.
 *
 * @param version from 1
 * @param kid the RFC 7638 thumbprint where a JWK exists for the algorithm, else the base64url SHA-256 of the
 *     SubjectPublicKeyInfo
 * @param state where it stands
 * @param createdAt when it was made
 * @param activatedAt when it began to sign; null while {@link VersionState#PENDING}, and for ever if another took its place
 * @param retiresAt when it retires or did retire; null before {@link VersionState#RETIRING}
 * @param latestExpiry no token that it signed expires later; null if it signed none
 * @param parts its private keys, at least one
 */
public record KeyVersion(
        int version,
        String kid,
        VersionState state,
        Instant createdAt,
        @Nullable Instant activatedAt,
        @Nullable Instant retiresAt,
        @Nullable Instant latestExpiry,
        List<KeyPart> parts) {

    public KeyVersion {
        parts = List.copyOf(parts);
        if (version < 1 || parts.isEmpty()) {
            throw new IllegalArgumentException("a key version counts from 1 and has a part");
        }
        boolean dated = (activatedAt == null || state != VersionState.PENDING)
                && (activatedAt != null || state != VersionState.ACTIVE)
                && (retiresAt != null) == (state == VersionState.RETIRING || state == VersionState.RETIRED);
        if (!dated) {
            throw new IllegalArgumentException(
                    "version " + version + " is " + state + " without the times that go with it");
        }
    }

    /** A version that signs from now on. */
    static KeyVersion active(int version, String kid, List<KeyPart> parts, Instant now) {
        return new KeyVersion(version, kid, VersionState.ACTIVE, now, now, null, null, parts);
    }

    /** A version that is published, and does not sign yet. */
    static KeyVersion pending(int version, String kid, List<KeyPart> parts, Instant now) {
        return new KeyVersion(version, kid, VersionState.PENDING, now, null, null, null, parts);
    }

    /** This version, signing from now on. */
    KeyVersion activated(Instant now) {
        return new KeyVersion(version, kid, VersionState.ACTIVE, createdAt, now, null, latestExpiry, parts);
    }

    /**
     * This version, no longer the one that signs: it stays published until the last token that it signed has expired, which
     * may be now.
     */
    KeyVersion retiring(Instant now) {
        Instant retiresAt = latestExpiry == null || latestExpiry.isBefore(now) ? now : latestExpiry;
        return new KeyVersion(
                version, kid, VersionState.RETIRING, createdAt, activatedAt, retiresAt, latestExpiry, parts);
    }

    /** Whether it is time to retire it. */
    public boolean dueToRetire(Instant now) {
        return state == VersionState.RETIRING && retiresAt != null && !retiresAt.isAfter(now);
    }

    KeyVersion retired() {
        return new KeyVersion(
                version, kid, VersionState.RETIRED, createdAt, activatedAt, retiresAt, latestExpiry, parts);
    }

    /**
     * Whether it may sign now: the active one may, and one that is retiring where a caller names it.
     *
     * @param named whether the caller named this very version
     */
    public boolean signs(boolean named, Instant now) {
        return state == VersionState.ACTIVE || (named && state == VersionState.RETIRING && !dueToRetire(now));
    }

    /**
     * This version having signed, or being about to sign, a token that expires then: if it is retiring, it retires no sooner.
     *
     * @throws IllegalArgumentException if it does not sign
     */
    public KeyVersion signing(Instant expiry) {
        if (!state.signsWhenNamed()) {
            throw new IllegalArgumentException("version " + version + " is " + state + " and signs nothing");
        }
        Instant latest = latestExpiry == null || latestExpiry.isBefore(expiry) ? expiry : latestExpiry;
        Instant retires = retiresAt == null || !retiresAt.isBefore(latest) ? retiresAt : latest;
        return new KeyVersion(version, kid, state, createdAt, activatedAt, retires, latest, parts);
    }
}
