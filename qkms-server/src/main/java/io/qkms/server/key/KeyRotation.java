package io.qkms.server.key;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Key;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.VersionState;
import io.qkms.core.slot.KeyPart;
import io.qkms.server.key.KeyRing.SigningKey;
import io.qkms.server.store.Database;
import io.qkms.server.store.Nodes;
import io.qkms.server.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives keys new versions. Safe for use by many threads.
 *
 * <p>A version is generated before the transaction that lets it sign, since that may take seconds. Where a key signs a realm's
 * tokens, the version is also stored before, as pending, and every node that lives publishes it before it signs: a relying
 * party finds the key of the first token at whatever node it asks. Should this node die in between, the pending version stays
 * published and signs nothing; the next rotation of the key retires it.
 */
public final class KeyRotation {
    private static final int ATTEMPTS = 20;

    private final Database database;
    private final KeyRing ring;
    private final KeyEvents events;
    private final Nodes nodes;

    KeyRotation(Database database, KeyRing ring, KeyEvents events, Nodes nodes) {
        this.database = database;
        this.ring = ring;
        this.events = events;
        this.nodes = nodes;
    }

    /**
     * A version that a key has not got yet.
     *
     * @param pending whether it is stored, and published everywhere
     */
    public record NextVersion(String tenant, String keyId, KeyPart part, boolean pending) {
        private int version() {
            return part.version();
        }

        private String kid() {
            return KeyIdentifier.of(part.algorithm(), part.publicKey());
        }
    }

    /**
     * Does something with a tenant's key's next version; again with another one, if a rotation came between. Not to be called
     * inside a transaction.
     *
     * @param work empty if {@link #activate} was
     * @throws QkmsException 40401 if the tenant has no such key, 40902 if it may not be used or is being rotated all the time,
     *     50301 if its slot is sealed
     */
    public <T> T withNext(String tenant, String keyId, Cause cause, Function<NextVersion, Optional<T>> work) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<T> done = prepare(tenant, keyId, cause).flatMap(work);
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw QkmsException.of(ErrorCode.CONFLICT, "key_id", "key.rotating", keyId);
    }

    /** Empty if another rotation came between. */
    private Optional<NextVersion> prepare(String tenant, String keyId, Cause cause) {
        KeyEntry entry = database.read(session -> KeyStore.find(session, keyId))
                .filter(found -> found.tenant().equals(tenant))
                .orElseThrow(() -> QkmsException.notFound("key_id", keyId));
        entry.key().requireUsable();
        KeyPart part =
                ring.generate(keyId, entry.key().nextVersion(), entry.key().algorithm(), entry.slot());
        NextVersion next = new NextVersion(tenant, keyId, part, entry.realm() != null);
        if (!next.pending()) {
            return Optional.of(next);
        }
        Optional<Nodes.Question> heard = database.transaction(transaction -> publish(transaction, next, cause));
        heard.ifPresent(nodes::await);
        return heard.map(asked -> next);
    }

    private Optional<Nodes.Question> publish(Transaction transaction, NextVersion next, Cause cause) {
        KeyEntry entry = lock(transaction, next);
        if (entry.key().nextVersion() != next.version()) {
            return Optional.empty();
        }
        KeyEntry published = entry.with(entry.key().withPending(next.kid(), List.of(next.part()), ring.now()));
        KeyStore.update(transaction, published.key());
        events.happened(transaction, "key.rotated", published, version(published, next), cause);
        return Optional.of(nodes.ask(transaction));
    }

    /**
     * Lets a version sign from the transaction's commit on; the old one stays published until the last token that it signed
     * has expired.
     *
     * @return empty if another rotation came between; nothing was changed then
     * @throws QkmsException 40902 if the key may not be used any more, 50301 if its slot is sealed
     */
    public Optional<SigningKey> activate(Transaction transaction, NextVersion next, Cause cause) {
        KeyEntry entry = lock(transaction, next);
        Key key = entry.key();
        boolean fits = next.pending()
                ? version(entry, next).state() == VersionState.PENDING
                : key.nextVersion() == next.version();
        if (!fits) {
            return Optional.empty();
        }
        KeyEntry rotated = entry.with(
                next.pending()
                        ? key.activated(next.version(), ring.now())
                        : key.rotatedNow(next.kid(), List.of(next.part()), ring.now()));
        KeyStore.update(transaction, rotated.key());
        String event = next.pending() ? "key.activated" : "key.rotated";
        events.happened(transaction, event, rotated, rotated.key().activeVersion(), cause);
        ring.retire(transaction, rotated);
        return Optional.of(ring.signing(rotated));
    }

    /** A new version that signs when this returns, or one still newer. */
    KeyEntry rotate(String tenant, String keyId, Cause cause) {
        return withNext(
                tenant,
                keyId,
                cause,
                next -> database.transaction(transaction -> activate(transaction, next, cause)
                        .map(SigningKey::entry)
                        // A pending version that was overtaken has done what was asked: a newer one signs.
                        .or(() -> next.pending()
                                ? Optional.of(ring.require(transaction, tenant, keyId))
                                : Optional.empty())));
    }

    private static KeyEntry lock(Transaction transaction, NextVersion next) {
        KeyEntry entry = KeyStore.lock(transaction, next.keyId())
                .filter(found -> found.tenant().equals(next.tenant()))
                .orElseThrow(() -> QkmsException.notFound("key_id", next.keyId()));
        entry.key().requireUsable();
        return entry;
    }

    private static KeyVersion version(KeyEntry entry, NextVersion next) {
        return entry.key().version(next.version()).orElseThrow();
    }
}
