package io.qkms.core.slot;

import io.qkms.core.algorithm.Algorithm;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One private key as its slot keeps it, with its public half. A key version has one part, a hybrid's two: its halves may
 * live in different slots.
 *
 * @param keyId the key that it belongs to
 * @param version the key's version, from 1
 * @param index the part's place in the version, from 0
 * @param slot the id of the slot that can use it
 * @param algorithm the part's own algorithm
 * @param publicKey DER-encoded SubjectPublicKeyInfo
 * @param sealed the private key as the slot's ciphertext; null where a token holds it
 * @param tokenHandle names the private key inside a token; null where {@code sealed} is present
 */
public record KeyPart(
        String keyId,
        int version,
        int index,
        String slot,
        Algorithm algorithm,
        byte[] publicKey,
        byte @Nullable [] sealed,
        @Nullable String tokenHandle) {

    public KeyPart {
        if ((sealed == null) == (tokenHandle == null)) {
            throw new IllegalArgumentException("a key part is either sealed or in a token");
        }
        publicKey = publicKey.clone();
        sealed = sealed == null ? null : sealed.clone();
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte @Nullable [] sealed() {
        return sealed == null ? null : sealed.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyPart that
                && keyId.equals(that.keyId)
                && version == that.version
                && index == that.index
                && slot.equals(that.slot)
                && algorithm == that.algorithm
                && Arrays.equals(publicKey, that.publicKey)
                && Arrays.equals(sealed, that.sealed)
                && Objects.equals(tokenHandle, that.tokenHandle);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyId, version, index, slot);
    }

    @Override
    public String toString() {
        return "KeyPart[" + keyId + " v" + version + "#" + index + " " + algorithm + " in " + slot + "]";
    }
}
