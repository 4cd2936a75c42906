package io.qkms.core.jose;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A key pair outside any slot, so that JOSE is tested by itself. */
record JoseKey(Algorithm algorithm, KeyPair pair) implements Signer {
    static final Provider PROVIDER = new BouncyCastleProvider();

    static JoseKey generate(Algorithm algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName(algorithm), PROVIDER);
            switch (algorithm) {
                case EC_P256 -> generator.initialize(new ECGenParameterSpec("P-256"));
                case EC_P384 -> generator.initialize(new ECGenParameterSpec("P-384"));
                case RSA_3072 -> generator.initialize(3072);
                default -> {}
            }
            return new JoseKey(algorithm, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key that can only verify. */
    static boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(signatureName(algorithm), PROVIDER);
            verifier.initVerify(KeyFactory.getInstance(keyName(algorithm), PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(publicKey)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    Jwk jwk() {
        return Jwk.of(algorithm, publicKey());
    }

    @Override
    public byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(signatureName(algorithm), PROVIDER);
            signer.initSign(pair.getPrivate(), new SecureRandom());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyName(Algorithm algorithm) {
        return switch (algorithm.family()) {
            case EC -> "EC";
            case RSA -> "RSA";
            case EDDSA -> "Ed25519";
            default -> algorithm.displayName();
        };
    }

    private static String signatureName(Algorithm algorithm) {
        return switch (algorithm) {
            case EC_P256 -> "SHA256withECDSA";
            case EC_P384 -> "SHA384withECDSA";
            case RSA_3072, RSA_4096 -> "SHA256withRSA";
            default -> keyName(algorithm);
        };
    }
}
