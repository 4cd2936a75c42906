package io.qkms.server.installation;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.module.PrivateKeyBytes;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.server.http.SigningPool;
import io.qkms.server.ops.Metrics;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A software slot whose cryptography runs on the signing threads and is counted: however many calls come at once, no more of
 * them compute than there are cores.
 */
final class PooledSlot implements Slot.Generating, Slot.Importing {
    private static final Set<Family> SLOW_TO_SIGN = Set.of(Family.SLH_DSA);
    private static final Set<Family> SLOW_TO_GENERATE = Set.of(Family.SLH_DSA, Family.RSA, Family.FALCON);

    private final SoftwareSlot slot;
    private final SigningPool pool;
    private final Metrics metrics;

    PooledSlot(SoftwareSlot slot, SigningPool pool, Metrics metrics) {
        this.slot = slot;
        this.pool = pool;
        this.metrics = metrics;
    }

    @Override
    public String id() {
        return slot.id();
    }

    @Override
    public Signer signer(KeyPart part) {
        return new PooledSigner(slot.signer(part));
    }

    @Override
    public KeyPart generate(String keyId, int version, int index, Algorithm algorithm) {
        return compute(
                SLOW_TO_GENERATE.contains(algorithm.family()), () -> slot.generate(keyId, version, index, algorithm));
    }

    @Override
    public KeyPart importKey(
            String keyId, int version, int index, Algorithm algorithm, byte[] publicKey, PrivateKeyBytes privateKey) {
        return compute(
                SLOW_TO_SIGN.contains(algorithm.family()),
                () -> slot.importKey(keyId, version, index, algorithm, publicKey, privateKey));
    }

    private <T> T compute(boolean slow, Supplier<T> computation) {
        return slow ? pool.signSlowly(computation) : pool.sign(computation);
    }

    private final class PooledSigner implements Signer {
        private final Signer signer;

        private PooledSigner(Signer signer) {
            this.signer = signer;
        }

        @Override
        public Algorithm algorithm() {
            return signer.algorithm();
        }

        @Override
        public byte[] publicKey() {
            return signer.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            long start = System.nanoTime();
            byte[] signature = compute(SLOW_TO_SIGN.contains(algorithm().family()), () -> signer.sign(message));
            metrics.signed(id(), algorithm(), Duration.ofNanos(System.nanoTime() - start));
            return signature;
        }
    }
}
