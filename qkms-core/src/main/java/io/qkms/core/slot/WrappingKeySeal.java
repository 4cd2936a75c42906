package io.qkms.core.slot;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Seals a slot key under an AES-256 key of 32 octets, for example one that stands in a file which only the server may read.
 * The blob: {@code version, kind}, then nonce, ciphertext and tag. Close it to overwrite the wrapping key.
 */
public final class WrappingKeySeal implements SlotKeySeal, AutoCloseable {
    private static final byte[] HEADER = {SealFormat.VERSION, SealFormat.WRAPPING_KEY};

    private final byte[] wrappingKey;
    private final SecureRandom random;

    /**
     * Seals under this key.
     *
     * @param wrappingKey 32 octets, copied
     */
    public WrappingKeySeal(byte[] wrappingKey, SecureRandom random) {
        if (wrappingKey.length != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("a wrapping key has " + AesGcm.KEY_LENGTH + " octets");
        }
        this.wrappingKey = wrappingKey.clone();
        this.random = random;
    }

    @Override
    public byte[] seal(SlotKey slotKey) {
        return SealFormat.seal(wrappingKey, HEADER, slotKey, random);
    }

    @Override
    public SlotKey open(byte[] sealed) {
        SealFormat.requireKind(sealed, SealFormat.WRAPPING_KEY, HEADER.length);
        return SealFormat.open(wrappingKey, HEADER.length, sealed);
    }

    @Override
    public void close() {
        Arrays.fill(wrappingKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "WrappingKeySeal[not shown]";
    }
}
