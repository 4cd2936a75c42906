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
 * The keys as other features use them: made and found inside the transaction of what needs them, and their signers.
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
        SigningKey made = generate(plan);
        insert(transaction, made.entry(), cause);
        return made;
    }

    /**
     * A new key that is stored nowhere yet, and is not the default of a realm. May take seconds: better before a transaction
     * than in it.
     *
     * @throws QkmsException as {@link #make}
     */
    public SigningKey generate(KeyPlan plan) {
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
        return signing(new KeyEntry(
                key,
                plan.tenant(),
                plan.requestedAlgorithm(),
                plan.tags(),
                plan.realm(),
                plan.issuer(),
                false,
                plan.maxTokenTtl(),
                plan.slot()));
    }

    /** Stores what {@link #generate} made, with the transaction's commit. */
    public void insert(Transaction transaction, KeyEntry entry, Cause cause) {
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

    /** Retires, in the same transaction, the versions of a locked key that are due. */
    KeyEntry retire(Transaction transaction, KeyEntry locked) {
        Instant now = now();
        KeyEntry retired = locked.with(locked.key().withRetired(now));
        if (!retired.equals(locked)) {
            KeyStore.update(transaction, retired.key());
            locked.key().versions().stream()
                    .filter(version -> version.dueToRetire(now))
                    .map(version -> retired.key().version(version.version()).orElseThrow())
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

    SigningKey signing(KeyEntry entry) {
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

    KeyPart generate(String keyId, int version, Algorithm algorithm, String slotId) {
        Slot slot = slots.find(slotId).orElseThrow(() -> QkmsException.malformed("slot", "slot.unknown", slotId, null));
        if (!(slot instanceof Slot.Generating generating)) {
            throw QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, "slot", "slot.generates_nothing", slotId);
        }
        return generating.generate(keyId, version, 0, algorithm);
    }

    /** To whole milliseconds: what both databases keep. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
