package io.qkms.tools.bench;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.SoftwareSlot;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** What the engine can do without a server around it: the ceiling by which the server is judged. */
final class InProcess {
    private final SoftwareSlot slot;

    InProcess() {
        SecureRandom random = new SecureRandom();
        SignatureModules modules =
                new SignatureModules(List.of(new BouncyCastleModule(random)), InstantSource.system());
        slot = new SoftwareSlot("bench", SlotKey.generate(random), modules, random);
    }

    /** A signer for a fresh key. */
    Signer newSigner(String keyId, Algorithm algorithm) {
        return slot.signer(slot.generate(keyId, 1, 0, algorithm));
    }

    /**
     * Signatures per second over all cores. The message changes every time: with a fixed one, deterministic parts repeat
     * one rejection count and the figure means nothing.
     */
    double signaturesPerSecond(Algorithm algorithm, Duration time) {
        Signer signer = newSigner("key_bench", algorithm);
        long start = System.nanoTime();
        long countFrom = start + time.toNanos() / 3;
        long end = start + time.toNanos();
        LongAdder signed = new LongAdder();
        List<Thread> threads = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(number -> Thread.ofPlatform().start(() -> sign(signer, number, countFrom, end, signed)))
                .toList();
        threads.forEach(InProcess::join);
        return signed.sum() / ((end - countFrom) / 1e9);
    }

    private static void sign(Signer signer, int thread, long countFrom, long end, LongAdder signed) {
        byte[] message = new byte[700];
        ByteBuffer.wrap(message).putInt(thread);
        for (long counter = 0; System.nanoTime() < end; counter++) {
            ByteBuffer.wrap(message).putLong(4, counter);
            signer.sign(message);
            long now = System.nanoTime();
            if (now >= countFrom && now <= end) {
                signed.increment();
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
