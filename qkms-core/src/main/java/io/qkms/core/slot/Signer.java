package io.qkms.core.slot;

import io.qkms.core.algorithm.Algorithm;

/**
 * The capability to sign with one version of one key, obtained from the slot that holds it. Safe for use by many threads.
 */
public interface Signer {

    /** The algorithm of the key. */
    Algorithm algorithm();

    /** The public key as DER-encoded SubjectPublicKeyInfo; a fresh copy. */
    byte[] publicKey();

    /**
     * The signature over the message, in the encoding that X.509 uses for the algorithm (ECDSA: DER SEQUENCE of r and s).
     * Signatures are hedged: two calls with the same message differ for ML-DSA.
     *
     * @throws io.qkms.core.error.QkmsException 50010 if every signature module failed, 50301 if the slot is sealed
     */
    byte[] sign(byte[] message);
}
