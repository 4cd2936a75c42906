package io.qkms.core.module;

import java.security.SecureRandom;

/** Gives the same 32 octets whenever it is asked: makes hedged signing reproduce a vector. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] octets;

    FixedRandom(byte[] octets) {
        this.octets = octets.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length != octets.length) {
            throw new IllegalStateException("asked for " + bytes.length + " octets");
        }
        System.arraycopy(octets, 0, bytes, 0, bytes.length);
    }
}
