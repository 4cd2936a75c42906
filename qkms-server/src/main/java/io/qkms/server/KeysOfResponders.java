package io.qkms.server;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.slot.Signer;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyMemory;
import io.qkms.server.key.KeyPlan;
import io.qkms.server.key.KeyRing;
import io.qkms.server.status.ResponderKeys;
import io.qkms.server.store.Transaction;

/** Gives OCSP responders their keys, as keys of Q-KMS's own. Safe for use by many threads. */
final class KeysOfResponders implements ResponderKeys {
    private final KeyRing ring;
    private final KeyMemory memory;
    private final String slot;

    /** @param slot where responders' keys live: one that is open while the server runs */
    KeysOfResponders(KeyRing ring, KeyMemory memory, String slot) {
        this.ring = ring;
        this.memory = memory;
        this.slot = slot;
    }

    @Override
    public ResponderKey generate(Transaction transaction, Algorithm algorithm) {
        KeyRing.SigningKey made = ring.make(transaction, KeyPlan.system(Usage.OCSP, algorithm, slot), Cause.SERVER);
        return new ResponderKey(made.entry().id(), made.version().version(), made.signer());
    }

    @Override
    public Signer signer(String keyId, int version) {
        return memory.key(keyId)
                .flatMap(entry -> entry.key().versions().stream()
                        .filter(candidate -> candidate.version() == version)
                        .findFirst())
                .map(ring::signer)
                .orElseThrow(() -> QkmsException.notFound("key_id", keyId));
    }
}
