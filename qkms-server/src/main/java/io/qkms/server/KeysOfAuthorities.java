package io.qkms.server;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.slot.Signer;
import io.qkms.server.ca.AuthorityKeys;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyMemory;
import io.qkms.server.key.KeyPlan;
import io.qkms.server.key.KeyRing;
import io.qkms.server.status.ResponderKeys;
import io.qkms.server.store.Transaction;

/** Gives authorities and OCSP responders their keys, as keys of Q-KMS's own. Safe for use by many threads. */
final class KeysOfAuthorities implements AuthorityKeys, ResponderKeys {
    private final KeyRing ring;
    private final KeyMemory memory;
    private final String responderSlot;

    /** @param responderSlot where responders' keys live: a slot that is open while the server runs */
    KeysOfAuthorities(KeyRing ring, KeyMemory memory, String responderSlot) {
        this.ring = ring;
        this.memory = memory;
        this.responderSlot = responderSlot;
    }

    @Override
    public AuthorityKey generate(Transaction transaction, Algorithm algorithm, String slot) {
        KeyRing.SigningKey made = make(transaction, Usage.CA, algorithm, slot);
        return new AuthorityKey(made.entry().id(), made.version().version(), made.signer());
    }

    @Override
    public ResponderKey generate(Transaction transaction, Algorithm algorithm) {
        KeyRing.SigningKey made = make(transaction, Usage.OCSP, algorithm, responderSlot);
        return new ResponderKey(made.entry().id(), made.version().version(), made.signer());
    }

    private KeyRing.SigningKey make(Transaction transaction, Usage usage, Algorithm algorithm, String slot) {
        return ring.make(transaction, KeyPlan.system(usage, algorithm, slot), Cause.SERVER);
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
