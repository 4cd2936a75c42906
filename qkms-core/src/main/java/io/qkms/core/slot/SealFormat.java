package io.qkms.core.slot;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** What the seals of slot keys have in common: {@code version (1) ‖ kind (1) ‖ parameters ‖ nonce ‖ ciphertext ‖ tag}. */
final class SealFormat {
    static final byte VERSION = 1;
    static final byte PASSPHRASE = 1;
    static final byte WRAPPING_KEY = 2;
    private static final byte[] CONTEXT = "qkms slot key".getBytes(StandardCharsets.US_ASCII);

    private SealFormat() {}

    static void requireKind(byte[] sealed, byte kind, int headerLength) {
        if (sealed.length < headerLength) {
            throw new IllegalArgumentException("sealed slot key is cut short");
        }
        if (sealed[0] != VERSION) {
            throw new IllegalArgumentException("sealed slot key has the unknown format version " + sealed[0]);
        }
        if (sealed[1] != kind) {
            throw new IllegalArgumentException("sealed slot key has another kind of seal: " + sealed[1]);
        }
    }

    static byte[] seal(byte[] wrappingKey, byte[] header, SlotKey slotKey, SecureRandom random) {
        byte[] octets = slotKey.octets().orElseThrow(() -> new IllegalStateException("the slot key is closed"));
        try {
            return AesGcm.seal(wrappingKey, header, CONTEXT, octets, random);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    static SlotKey open(byte[] wrappingKey, int headerLength, byte[] sealed) {
        return SlotKey.taking(AesGcm.open(wrappingKey, headerLength, CONTEXT, sealed));
    }
}
