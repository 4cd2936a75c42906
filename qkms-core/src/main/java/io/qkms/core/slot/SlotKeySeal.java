package io.qkms.core.slot;

/**
 * What protects a slot key at rest. Every sealed blob begins with an octet for the version of its format and one for the
 * kind of seal, so that seals can change while old blobs stay readable. Safe for use by many threads.
 */
public interface SlotKeySeal {

    /**
     * The slot key as ciphertext, different each time.
     *
     * @throws IllegalStateException if the slot key is closed
     */
    byte[] seal(SlotKey slotKey);

    /**
     * The slot key of a sealed blob.
     *
     * @throws IllegalArgumentException if it does not open: another secret, another kind of seal, or damaged
     */
    SlotKey open(byte[] sealed);
}
