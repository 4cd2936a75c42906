package io.qkms.server.status;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import io.qkms.server.store.Transaction;

/** What delegated responders need of the keys. Safe for use by many threads. */
public interface ResponderKeys {

    /**
     * Makes a key of the usage {@code OCSP} in a slot that is open while the server runs, stored with the transaction's commit.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if the slot is sealed
     */
    ResponderKey generate(Transaction transaction, Algorithm algorithm);

    /**
     * A signer for such a key. Blocking.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if its slot is sealed
     */
    Signer signer(String keyId, int version);

    /**
     * A new key.
     *
     * @param signer signs with it, also before the transaction is committed
     */
    record ResponderKey(String keyId, int version, Signer signer) {}
}
