package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Key;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.Slots;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The keys as other features use them: made, found and rotated inside the transaction of what needs them, and their signers.
 * Everything that changes is audited and told to all nodes with that transaction's commit. Safe for use by many threads.
 */
public final class KeyRing {
    private final Database database;
    private final Slots slots;
    private final KeyEvents events;
    private final Identifiers identifiers;
    private final InstantSource clock;

    KeyRing(Database database, Slots slots, KeyEvents events, Identifiers identifiers, InstantSource clock) {
        this.database = database;
        this.slots = slots;
        this.events = events;
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /**
     * A key with a signer for its active version; the signer works before the transaction is committed, too.
     *
     * @param version the version that signs
     */
    public record SigningKey(KeyEntry entry, KeyVersion version, Signer signer) {}

    /**
     * Makes a key without a realm, stored with the transaction's commit.
     *
     * @throws QkmsException 40002 if its algorithm does not fit, 40000 if there is no such slot, 50301 if the slot is sealed
     */
    public SigningKey make(Transaction transaction, KeyPlan plan, Cause cause) {
        KeyEntry entry = generate(plan, false);
        insert(transaction, entry, cause);
        return signing(entry);
    }

    /** A new key that is stored nowhere yet. */
    KeyEntry generate(KeyPlan plan, boolean defaultOfRealm) {
        plan.usage().requireFits("algorithm", plan.algorithm());
        String id = identifiers.next("key");
        KeyPart part = generate(id, 1, plan.algorithm(), plan.slot());
        Key key = Key.create(
                id,
                plan.usage(),
                plan.algorithm(),
                plan.hybridForm(),
                plan.exportable(),
                KeyIdentifier.of(plan.algorithm(), part.publicKey()),
                List.of(part),
                now());
        return new KeyEntry(
                key,
                plan.tenant(),
                plan.requestedAlgorithm(),
                plan.tags(),
                plan.realm(),
                plan.issuer(),
                defaultOfRealm,
                plan.maxTokenTtl(),
                plan.slot());
    }

    void insert(Transaction transaction, KeyEntry entry, Cause cause) {
        KeyStore.insert(transaction, entry);
        events.happened(transaction, "key.created", entry, entry.key().activeVersion(), cause);
    }

    /**
     * A tenant's key.
     *
     * @throws QkmsException 40401 if the tenant has no such key
     */
    public KeyEntry require(Transaction transaction, String tenant, String keyId) {
        return KeyStore.find(transaction.session(), keyId)
                .filter(entry -> entry.tenant().equals(tenant))
                .orElseThrow(() -> QkmsException.notFound("key_id", keyId));
    }

    /**
     * Gives a tenant's key a new version, which signs from the transaction's commit on; the old one stays published until the
     * last token that it signed has expired.
     *
     * @throws QkmsException 40401 if the tenant has no such key, 40902 if it may not be used, 50301 if its slot is sealed
     */
    public SigningKey rotate(Transaction transaction, String tenant, String keyId, Cause cause) {
        KeyEntry entry = KeyStore.lock(transaction, keyId)
                .filter(found -> found.tenant().equals(tenant))
                .orElseThrow(() -> QkmsException.notFound("key_id", keyId));
        entry.key().requireUsable();
        int next = entry.key().nextVersion();
        KeyPart part = generate(keyId, next, entry.key().algorithm(), entry.slot());
        String kid = KeyIdentifier.of(part.algorithm(), part.publicKey());
        KeyEntry rotated = entry.with(entry.key().rotatedNow(kid, List.of(part), now()));
        KeyStore.update(transaction, rotated.key());
        events.happened(transaction, "key.rotated", rotated, rotated.key().activeVersion(), cause);
        retire(transaction, rotated);
        return signing(rotated);
    }

    /** Retires, in the same transaction, the versions of a locked key that are due. */
    KeyEntry retire(Transaction transaction, KeyEntry locked) {
        Instant now = now();
        KeyEntry retired = locked.with(locked.key().withRetired(now));
        if (!retired.equals(locked)) {
            KeyStore.update(transaction, retired.key());
            locked.key().versions().stream()
                    .filter(version -> version.dueToRetire(now))
                    .map(version -> retired.key().versions().get(version.version() - 1))
                    .forEach(version -> events.happened(transaction, "key.retired", retired, version, Cause.SERVER));
        }
        return retired;
    }

    /** Retires everything that is due; returns how many keys had something. */
    int retireDue(int most) {
        List<String> due = database.read(session -> KeyStore.dueToRetire(session, now(), most));
        due.forEach(id -> database.inTransaction(
                transaction -> KeyStore.lock(transaction, id).ifPresent(entry -> retire(transaction, entry))));
        return due.size();
    }

    private SigningKey signing(KeyEntry entry) {
        KeyVersion active = entry.key().activeVersion();
        return new SigningKey(entry, active, signer(active));
    }

    /**
     * What signs with a version.
     *
     * @throws QkmsException 50301 if its slot is sealed
     */
    public Signer signer(KeyVersion version) {
        return slots.signer(version.parts().getFirst());
    }

    private KeyPart generate(String keyId, int version, Algorithm algorithm, String slotId) {
        Slot slot = slots.find(slotId).orElseThrow(() -> QkmsException.malformed("slot", "slot.unknown", slotId, null));
        if (!(slot instanceof Slot.Generating generating)) {
            throw QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, "slot", "slot.generates_nothing", slotId);
        }
        return generating.generate(keyId, version, 0, algorithm);
    }

    /** To whole milliseconds: what both databases keep. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
