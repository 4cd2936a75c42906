package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import io.qkms.server.store.Transaction;

/** What authorities need of the keys. Safe for use by many threads. */
public interface AuthorityKeys {

    /**
     * Makes a key for an authority, stored with the transaction's commit.
     *
     * @param slot the slot in which it lives
     * @throws io.qkms.core.error.QkmsException 50301 if the slot is sealed, 40000 if there is none of that name
     */
    AuthorityKey generate(Transaction transaction, Algorithm algorithm, String slot);

    /**
     * A signer for an authority's key. Blocking.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if its slot is sealed
     */
    Signer signer(String keyId, int version);

    /**
     * A new key.
     *
     * @param signer signs with it, also before the transaction is committed
     */
    record AuthorityKey(String keyId, int version, Signer signer) {}
}
