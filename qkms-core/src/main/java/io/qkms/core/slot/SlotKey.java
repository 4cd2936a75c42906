package io.qkms.core.slot;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The AES-256 key of a software slot, in the clear: 32 octets. Prints nothing of itself, leaves this package only through a
 * {@link SlotKeySeal}. Close it to overwrite the octets. Safe for use by many threads.
 */
public final class SlotKey implements AutoCloseable {
    private final byte[] octets;
    private volatile boolean closed;

    private SlotKey(byte[] octets) {
        this.octets = octets;
    }

    /** A fresh slot key. */
    public static SlotKey generate(SecureRandom random) {
        byte[] octets = new byte[AesGcm.KEY_LENGTH];
        random.nextBytes(octets);
        return new SlotKey(octets);
    }

    /** Takes the octets over, without copying them. */
    static SlotKey taking(byte[] octets) {
        if (octets.length != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("a slot key has " + AesGcm.KEY_LENGTH + " octets");
        }
        return new SlotKey(octets);
    }

    /** A copy, to be overwritten after use; empty once closed. */
    synchronized Optional<byte[]> octets() {
        return closed ? Optional.empty() : Optional.of(octets.clone());
    }

    /** Whether the octets are gone. */
    public boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public String toString() {
        return "SlotKey[not shown]";
    }
}
