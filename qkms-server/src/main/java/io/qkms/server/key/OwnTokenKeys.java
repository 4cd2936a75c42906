package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.server.access.AccessTokenKeys;
import io.qkms.server.access.Tenant;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The key with which Q-KMS signs its own access tokens: ML-DSA-65 in the slot {@code default}, made when an installation starts
 * for the first time, the same on all nodes. Safe for use by many threads; answers from memory.
 */
public final class OwnTokenKeys implements AccessTokenKeys {
    private static final String SLOT = "default";

    private final Database database;
    private final KeyRing ring;
    private final String keyId;
    /** Around reading and keeping what was read, so that nobody keeps what is older. */
    private final ReentrantLock loading = new ReentrantLock();

    private volatile Loaded loaded;

    private record Loaded(SigningKey active, JwkSet published) {}

    private OwnTokenKeys(Database database, KeyRing ring, KeyEntry entry) {
        this.database = database;
        this.ring = ring;
        this.keyId = entry.id();
        this.loaded = loaded(entry);
    }

    /**
     * Finds the key, or makes it. Blocking.
     *
     * @param changes tells when it was rotated
     */
    public static OwnTokenKeys open(Database database, KeyRing ring, ChangeFeed changes) {
        KeyEntry entry = database.transaction(transaction -> findOrMake(transaction, ring));
        OwnTokenKeys keys = new OwnTokenKeys(database, ring, entry);
        changes.subscribeInBackground(KeyEvents.KEY_CHANGE, id -> {
            if (id.equals(keys.keyId)) {
                keys.load();
            }
        });
        return keys;
    }

    private static KeyEntry findOrMake(Transaction transaction, KeyRing ring) {
        // Nodes that start for the first time together meet at this row.
        transaction
                .session()
                .createNativeQuery("select id from installation where singleton = 1 for update", String.class)
                .getSingleResult();
        return KeyStore.own(transaction.session(), Tenant.SYSTEM, Usage.JWT_SIGNING)
                .orElseGet(() -> ring.make(
                                transaction, KeyPlan.system(Usage.JWT_SIGNING, Algorithm.ML_DSA_65, SLOT), Cause.SERVER)
                        .entry());
    }

    /** Reads the key anew. Blocking; to be called once the feed of changes runs. */
    public void load() {
        loading.lock();
        try {
            loaded = loaded(
                    database.read(session -> KeyStore.find(session, keyId).orElseThrow()));
        } finally {
            loading.unlock();
        }
    }

    private Loaded loaded(KeyEntry entry) {
        KeyVersion active = entry.key().activeVersion();
        JwkSet published = JwkSet.of(entry.key().published().stream()
                .map(version -> Jwk.of(
                        entry.key().algorithm(), version.parts().getFirst().publicKey()))
                .toList());
        return new Loaded(new SigningKey(active.kid(), ring.signer(active)), published);
    }

    @Override
    public SigningKey active() {
        return loaded.active();
    }

    @Override
    public JwkSet published() {
        return loaded.published();
    }
}
