package io.qkms.core.slot;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Seals a slot key under a passphrase: Argon2id (RFC 9106) makes the wrapping key, AES-256-GCM wraps. The cost stands in the
 * blob, so that it can be raised later: {@code version, kind, memory in KiB (4), passes (4), lanes (4), salt (16)}, then
 * nonce, ciphertext and tag. Takes a tenth of a second and the memory of its cost. Close it to overwrite the passphrase.
 */
public final class PassphraseSeal implements SlotKeySeal, AutoCloseable {
    private static final int SALT_LENGTH = 16;
    private static final int HEADER_LENGTH = 2 + 3 * Integer.BYTES + SALT_LENGTH;

    private final char[] passphrase;
    private final Cost cost;
    private final SecureRandom random;

    /**
     * What one derivation costs.
     *
     * @param memoryKib memory in KiB, at most 1 GiB
     * @param passes over the memory, at most 64
     * @param lanes degree of parallelism, at most 64
     */
    public record Cost(int memoryKib, int passes, int lanes) {
        /** The second recommended option of RFC 9106 §4: 64 MiB, three passes, four lanes. */
        public static final Cost RECOMMENDED = new Cost(64 * 1024, 3, 4);

        private static final int MOST_MEMORY_KIB = 1024 * 1024;
        private static final int MOST = 64;

        /** @throws IllegalArgumentException if a value is out of bounds; a forged blob must not exhaust the machine */
        public Cost {
            boolean sane = lanes >= 1
                    && lanes <= MOST
                    && passes >= 1
                    && passes <= MOST
                    && memoryKib >= 8 * lanes
                    && memoryKib <= MOST_MEMORY_KIB;
            if (!sane) {
                throw new IllegalArgumentException("Argon2id cost out of bounds");
            }
        }
    }

    /** Seals at the recommended cost. */
    public PassphraseSeal(char[] passphrase, SecureRandom random) {
        this(passphrase, Cost.RECOMMENDED, random);
    }

    /**
     * Seals at the given cost.
     *
     * @param passphrase copied; in UTF-8 it enters the derivation
     */
    public PassphraseSeal(char[] passphrase, Cost cost, SecureRandom random) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("the passphrase is empty");
        }
        this.passphrase = passphrase.clone();
        this.cost = cost;
        this.random = random;
    }

    @Override
    public byte[] seal(SlotKey slotKey) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        byte[] header = ByteBuffer.allocate(HEADER_LENGTH)
                .put(SealFormat.VERSION)
                .put(SealFormat.PASSPHRASE)
                .putInt(cost.memoryKib())
                .putInt(cost.passes())
                .putInt(cost.lanes())
                .put(salt)
                .array();
        byte[] wrappingKey = derive(cost, salt);
        try {
            return SealFormat.seal(wrappingKey, header, slotKey, random);
        } finally {
            Arrays.fill(wrappingKey, (byte) 0);
        }
    }

    @Override
    public SlotKey open(byte[] sealed) {
        SealFormat.requireKind(sealed, SealFormat.PASSPHRASE, HEADER_LENGTH);
        ByteBuffer header = ByteBuffer.wrap(sealed, 2, HEADER_LENGTH - 2);
        Cost sealedAt = new Cost(header.getInt(), header.getInt(), header.getInt());
        byte[] salt = new byte[SALT_LENGTH];
        header.get(salt);
        byte[] wrappingKey = derive(sealedAt, salt);
        try {
            return SealFormat.open(wrappingKey, HEADER_LENGTH, sealed);
        } finally {
            Arrays.fill(wrappingKey, (byte) 0);
        }
    }

    private byte[] derive(Cost cost, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] key = new byte[AesGcm.KEY_LENGTH];
        generator.generateBytes(passphrase, key);
        return key;
    }

    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
    }

    @Override
    public String toString() {
        return "PassphraseSeal[" + cost + "]";
    }
}
