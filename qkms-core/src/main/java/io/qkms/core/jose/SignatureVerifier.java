package io.qkms.core.jose;

import io.qkms.core.algorithm.Algorithm;

/**
 * What JOSE needs in order to check a signature; {@code SignatureModules::verify} is one. Safe for use by many threads.
 */
@FunctionalInterface
public interface SignatureVerifier {

    /**
     * Whether the signature over the message holds.
     *
     * @param algorithm the key's algorithm
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     * @param signature in X.509's encoding
     */
    boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature);
}
