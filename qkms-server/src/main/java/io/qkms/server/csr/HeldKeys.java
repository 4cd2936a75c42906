package io.qkms.server.csr;

import io.qkms.core.key.Usage;
import io.qkms.server.store.Transaction;
import java.util.Map;

/** What certification asks of the keys that Q-KMS holds. Safe for use by many threads. */
public interface HeldKeys {

    /**
     * A tenant's key with the version that signs now.
     *
     * @throws io.qkms.core.error.QkmsException 40401 if the tenant has no such key, 40902 if it may not be used
     */
    HeldKey require(Transaction transaction, String tenant, String keyId);

    /**
     * A tenant's key with a new version, which takes over with the transaction's commit.
     *
     * @throws io.qkms.core.error.QkmsException 40401 if the tenant has no such key, 40902 if it may not be used, 50301 if its
     *     slot is sealed
     */
    HeldKey rotate(Transaction transaction, String tenant, String keyId);

    /**
     * A key as certification sees it.
     *
     * @param version the version that signs
     * @param publicKey that version's, as DER-encoded SubjectPublicKeyInfo
     */
    record HeldKey(String keyId, int version, Usage usage, byte[] publicKey, Map<String, String> tags) {}
}
