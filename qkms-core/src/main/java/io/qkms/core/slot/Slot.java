package io.qkms.core.slot;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.PrivateKeyBytes;

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
        KeyPart generate(String keyId, int version, int index, Algorithm algorithm);
    }

    /** A slot that takes keys made elsewhere. */
    interface Importing extends Slot {

        /**
         * Takes a key in.
         *
         * @param publicKey DER-encoded SubjectPublicKeyInfo
         * @param privateKey PKCS #8, checked by an importer; may be closed after this call
         * @throws IllegalArgumentException if the two do not belong together, or are not of this algorithm
         * @throws io.qkms.core.error.QkmsException 40002 if the slot cannot hold such keys, 50010 if every module failed,
         *     50301 if the slot is sealed
         */
        KeyPart importKey(
                String keyId,
                int version,
                int index,
                Algorithm algorithm,
                byte[] publicKey,
                PrivateKeyBytes privateKey);
    }
}
