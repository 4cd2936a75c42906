package io.qkms.core.slot;

/**
 * A place where private keys live and from which they never come out in the clear. The one thing that every slot does is
 * sign; what else one can do is a capability interface of its own, asked for with {@code instanceof}. Safe for use by many
 * threads.
 */
public interface Slot {

    /** The slot's id, for example {@code root}, {@code ca} or {@code default}. */
    String id();

    /**
     * A signer for a key part of this slot.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if the slot is sealed
     * @throws IllegalArgumentException if the part belongs to another slot, or does not open: damaged, or sealed for another
     *     key, version, part or algorithm
     */
    Signer signer(KeyPart part);

    /** A slot that can make keys. */
    interface Generating extends Slot {

        /**
         * Makes a new key inside the slot.
         *
         * @throws io.qkms.core.error.QkmsException 40002 if the slot cannot make such keys, 50010 if every module failed,
         *     50301 if the slot is sealed
         */
        KeyPart generate(String keyId, int version, int index, io.qkms.core.algorithm.Algorithm algorithm);
    }
}
