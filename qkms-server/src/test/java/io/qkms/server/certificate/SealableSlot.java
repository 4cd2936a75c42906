package io.qkms.server.certificate;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.Slot;

/** A slot that tests can seal and unseal without losing its key. */
final class SealableSlot implements Slot.Generating {
    private final Slot.Generating slot;
    private volatile boolean sealed;

    SealableSlot(Slot.Generating slot) {
        this.slot = slot;
    }

    void seal() {
        sealed = true;
    }

    void unseal() {
        sealed = false;
    }

    @Override
    public String id() {
        return slot.id();
    }

    @Override
    public KeyPart generate(String keyId, int version, int index, Algorithm algorithm) {
        requireUnsealed();
        return slot.generate(keyId, version, index, algorithm);
    }

    @Override
    public Signer signer(KeyPart part) {
        requireUnsealed();
        Signer signer = slot.signer(part);
        return new Signer() {
            @Override
            public Algorithm algorithm() {
                return signer.algorithm();
            }

            @Override
            public byte[] publicKey() {
                return signer.publicKey();
            }

            @Override
            public byte[] sign(byte[] message) {
                requireUnsealed();
                return signer.sign(message);
            }
        };
    }

    private void requireUnsealed() {
        if (sealed) {
            throw QkmsException.of(ErrorCode.UNAVAILABLE, "slot", "sealed", slot.id());
        }
    }
}
