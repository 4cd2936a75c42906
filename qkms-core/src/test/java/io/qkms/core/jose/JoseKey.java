package io.qkms.core.jose;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModule;
import io.qkms.core.slot.Signer;
import java.security.SecureRandom;

/** A key pair outside any slot, so that JOSE is tested by itself. */
record JoseKey(Algorithm algorithm, byte[] publicKey, SignatureModule.PrivateKeyHandle handle) implements Signer {
    private static final SignatureModule MODULE = new BouncyCastleModule(new SecureRandom());

    static JoseKey generate(Algorithm algorithm) {
        SignatureModule.GeneratedKey made = MODULE.generate(algorithm);
        return new JoseKey(algorithm, made.publicKey(), MODULE.load(algorithm, made.privateKey()));
    }

    static boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
        return MODULE.verify(algorithm, publicKey, message, signature);
    }

    Jwk jwk() {
        return Jwk.of(algorithm, publicKey);
    }

    @Override
    public byte[] sign(byte[] message) {
        return handle.sign(message);
    }
}
