package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.PrivateKeyAccess;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Fresh keys outside any slot, some kept for re-use because their making is slow. */
final class TestKeys {
    static final SignatureModules MODULES =
            new SignatureModules(List.of(new BouncyCastleModule(new SecureRandom())), InstantSource.system());

    private static final Map<String, TestKey> KEPT = new ConcurrentHashMap<>();

    private TestKeys() {}

    /** The same key for the same algorithm and name. */
    static TestKey key(Algorithm algorithm, String name) {
        return KEPT.computeIfAbsent(algorithm + name, unused -> fresh(algorithm));
    }

    static TestKey fresh(Algorithm algorithm) {
        GeneratedKey key = MODULES.generate(algorithm);
        return new TestKey(
                algorithm,
                key.publicKey(),
                MODULES.load(algorithm, key.privateKey()),
                key.privateKey().toPkcs8(PrivateKeyAccess.requested()));
    }

    record TestKey(Algorithm algorithm, byte[] publicKey, PrivateKeyHandle handle, byte[] pkcs8) implements Signer {
        @Override
        public byte[] sign(byte[] message) {
            return handle.sign(message);
        }

        SubjectPublicKey subjectPublicKey() {
            return SubjectPublicKey.parse("key", publicKey);
        }
    }
}
