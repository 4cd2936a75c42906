package io.qkms.server;

import io.qkms.server.csr.HeldKeys;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyRing;
import io.qkms.server.store.Transaction;

/** Lets certification find and rotate the keys that tenants keep here. Safe for use by many threads. */
final class KeysOfApplicants implements HeldKeys {
    private final KeyRing ring;

    KeysOfApplicants(KeyRing ring) {
        this.ring = ring;
    }

    @Override
    public HeldKey require(Transaction transaction, String tenant, String keyId) {
        KeyEntry entry = ring.require(transaction, tenant, keyId);
        entry.key().requireUsable();
        return held(entry);
    }

    @Override
    public HeldKey rotate(Transaction transaction, String tenant, String keyId) {
        return held(ring.rotate(transaction, tenant, keyId, Cause.SERVER).entry());
    }

    private static HeldKey held(KeyEntry entry) {
        var active = entry.key().activeVersion();
        return new HeldKey(
                entry.id(),
                active.version(),
                entry.key().usage(),
                active.parts().getFirst().publicKey(),
                entry.tags());
    }
}
