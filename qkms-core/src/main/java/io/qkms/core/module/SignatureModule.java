package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import java.util.Set;

/**
 * One cryptographic provider. Keys cross its border only in neutral encodings: the public key as SubjectPublicKeyInfo, the
 * private key as PKCS #8 (ML-DSA in the seed form of RFC 9881 §6). Signatures are in X.509's encoding. Implementations are
 * safe for use by many threads, and name their JCA provider explicitly in every operation.
 *
 * <p>Failures of the provider surface as unchecked exceptions; {@link SignatureModules} decides what they mean.
 */
public interface SignatureModule {

    /** The module's name, for example {@code bouncycastle}. */
    String name();

    /** The algorithms that it can do in full. */
    Set<Algorithm> algorithms();

    /** A fresh key pair. */
    GeneratedKey generate(Algorithm algorithm);

    /**
     * A private key ready to sign.
     *
     * @param privateKey PKCS #8
     * @throws IllegalArgumentException if it is not a private key of this algorithm
     */
    PrivateKeyHandle load(Algorithm algorithm, PrivateKeyBytes privateKey);

    /**
     * Whether the signature over the message holds.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     * @throws IllegalArgumentException if the public key is not one of this algorithm; a signature of any shape is merely
     *     right or wrong
     */
    boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature);

    /** A private key inside a module. Safe for use by many threads. */
    interface PrivateKeyHandle {

        /** A hedged signature over the message. */
        byte[] sign(byte[] message);
    }

    /**
     * A key pair as it leaves a module.
     *
     * <p>Two of them are equal only if they are the same object.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo; copied in and out
     * @param privateKey PKCS #8; whoever takes it closes it
     */
    record GeneratedKey(byte[] publicKey, PrivateKeyBytes privateKey) {

        public GeneratedKey {
            publicKey = publicKey.clone();
        }

        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public String toString() {
            return "GeneratedKey[" + publicKey.length + " octets of public key, " + privateKey + "]";
        }
    }
}
