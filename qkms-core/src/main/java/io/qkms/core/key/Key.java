package io.qkms.core.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.KeyPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A key with all its versions: a value that knows which of them signs, which are published, and how rotation moves them
 * {@code PENDING → ACTIVE → RETIRING → RETIRED}. At most one version is active; exactly one unless the key is destroyed.
 *
 * @param id its identifier
 * @param usage what it is for
 * @param algorithm of every version
 * @param hybridForm for hybrids; null otherwise
 * @param exportable whether the private key may ever leave, encrypted
 * @param state of the key as a whole
 * @param createdAt when it was made
 * @param versions in ascending order, at least one; retired ones may be left out where nobody asks for them
 */
public record Key(
        String id,
        Usage usage,
        Algorithm algorithm,
        @Nullable HybridForm hybridForm,
        boolean exportable,
        KeyState state,
        Instant createdAt,
        List<KeyVersion> versions) {

    public Key {
        versions = List.copyOf(versions);
        usage.requireFits("algorithm", algorithm);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("key " + id + " has no version");
        }
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i).version() <= versions.get(i - 1).version()) {
                throw new IllegalArgumentException("versions of key " + id + " do not rise");
            }
        }
        long active = versions.stream()
                .filter(version -> version.state() == VersionState.ACTIVE)
                .count();
        if (active > 1 || (active == 0 && state != KeyState.DESTROYED)) {
            throw new IllegalArgumentException("key " + id + " has " + active + " active versions");
        }
    }

    /** A new key whose first version signs at once. */
    public static Key create(
            String id,
            Usage usage,
            Algorithm algorithm,
            @Nullable HybridForm hybridForm,
            boolean exportable,
            String kid,
            List<KeyPart> parts,
            Instant now) {
        return new Key(
                id,
                usage,
                algorithm,
                hybridForm,
                exportable,
                KeyState.ACTIVE,
                now,
                List.of(KeyVersion.active(1, kid, parts, now)));
    }

    /**
     * Refuses a key that signs nothing in its present state.
     *
     * @throws QkmsException 40902 with the rule {@code key.disabled}, {@code key.destroying} or {@code key.destroyed}
     */
    public void requireUsable() {
        if (state != KeyState.ACTIVE) {
            throw QkmsException.conflict("key_id", "key." + state.name().toLowerCase(Locale.ROOT), id);
        }
    }

    /**
     * The version that signs.
     *
     * @throws QkmsException 40902 if the key is not usable
     */
    public KeyVersion activeVersion() {
        requireUsable();
        return versions.stream()
                .filter(version -> version.state() == VersionState.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    /** The version with this number. */
    public Optional<KeyVersion> version(int number) {
        return versions.stream().filter(version -> version.version() == number).findFirst();
    }

    /** The version with this key identifier. */
    public Optional<KeyVersion> versionByKid(String kid) {
        return versions.stream().filter(version -> version.kid().equals(kid)).findFirst();
    }

    /** The versions whose public keys relying parties must see now: for tokens, the JWK set. */
    public List<KeyVersion> published() {
        return versions.stream().filter(version -> version.state().published()).toList();
    }

    /** The number that the next version will have. */
    public int nextVersion() {
        return versions.get(versions.size() - 1).version() + 1;
    }

    /**
     * This key with a new version that signs at once. The one that signed until now is retiring: it stays published until the
     * last token that it signed has expired.
     *
     * @param parts of the version {@link #nextVersion()}
     * @throws QkmsException 40902 if the key is not usable
     */
    public Key rotatedNow(String kid, List<KeyPart> parts, Instant now) {
        int next = nextVersion();
        return withPending(kid, parts, now).activated(next, now);
    }

    /**
     * This key with a new version that is published and does not sign yet.
     *
     * @param parts of the version {@link #nextVersion()}
     * @throws QkmsException 40902 if the key is not usable
     */
    public Key withPending(String kid, List<KeyPart> parts, Instant now) {
        requireUsable();
        List<KeyVersion> more = new ArrayList<>(versions);
        more.add(KeyVersion.pending(nextVersion(), kid, parts, now));
        return with(more);
    }

    /**
     * This key with a pending version that signs from now on. The one that signed until now is retiring, and so are pending
     * ones before it, which will never sign: their rotation was given up, or overtaken by this one.
     *
     * @throws IllegalArgumentException if that version is not pending
     * @throws QkmsException 40902 if the key is not usable
     */
    public Key activated(int number, Instant now) {
        requireUsable();
        if (version(number)
                .filter(version -> version.state() == VersionState.PENDING)
                .isEmpty()) {
            throw new IllegalArgumentException("version " + number + " of key " + id + " is not pending");
        }
        return each(version -> {
            if (version.version() == number) {
                return version.activated(now);
            }
            boolean passed = version.state() == VersionState.PENDING && version.version() < number;
            return passed || version.state() == VersionState.ACTIVE ? version.retiring(now) : version;
        });
    }

    /** This key with every version retired that is due. */
    public Key withRetired(Instant now) {
        return each(version -> version.dueToRetire(now) ? version.retired() : version);
    }

    private Key each(UnaryOperator<KeyVersion> change) {
        return with(versions.stream().map(change).toList());
    }

    private Key with(List<KeyVersion> changed) {
        return new Key(id, usage, algorithm, hybridForm, exportable, state, createdAt, changed);
    }
}
