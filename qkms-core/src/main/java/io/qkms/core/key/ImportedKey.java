package io.qkms.core.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.PrivateKeyBytes;

/**
 * A key pair that was made elsewhere and has passed the importer's checks. Close it to overwrite the private key.
 *
 * @param algorithm what it is
 * @param publicKey DER-encoded SubjectPublicKeyInfo, recomputed from the private key; copied in and out
 * @param privateKey PKCS #8; ML-DSA as seed wherever the seed is known
 */
public record ImportedKey(Algorithm algorithm, byte[] publicKey, PrivateKeyBytes privateKey) implements AutoCloseable {

    public ImportedKey {
        publicKey = publicKey.clone();
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public void close() {
        privateKey.close();
    }

    @Override
    public String toString() {
        return "ImportedKey[" + algorithm + ", " + privateKey + "]";
    }
}
