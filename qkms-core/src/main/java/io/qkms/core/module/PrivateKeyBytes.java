package io.qkms.core.module;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A private key in the clear, as PKCS #8. Its octets can be had only with a {@link PrivateKeyAccess}, so that every place
 * that touches them can be found by searching for that name. Prints nothing of itself. Close it to overwrite the octets.
 */
public final class PrivateKeyBytes implements AutoCloseable {
    private final byte[] encoded;

    private PrivateKeyBytes(byte[] encoded) {
        this.encoded = encoded;
    }

    /** Takes a copy of a PKCS #8 PrivateKeyInfo. */
    public static PrivateKeyBytes ofPkcs8(byte[] encoded, PrivateKeyAccess access) {
        access.check();
        return new PrivateKeyBytes(encoded.clone());
    }

    /** A copy of the PKCS #8 octets; the caller should overwrite it after use. */
    public byte[] toPkcs8(PrivateKeyAccess access) {
        access.check();
        return encoded.clone();
    }

    @Override
    public void close() {
        Arrays.fill(encoded, (byte) 0);
    }

    /** Identity only: comparing private keys is nobody's business. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "PrivateKeyBytes[" + encoded.length + " octets, not shown]";
    }
}
