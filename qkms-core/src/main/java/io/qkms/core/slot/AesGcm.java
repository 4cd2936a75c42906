package io.qkms.core.slot;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce. What it makes is {@code header ‖ nonce (12) ‖ ciphertext ‖ tag (16)};
 * header and context are authenticated, the context is not in the result.
 */
final class AesGcm {
    static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private AesGcm() {}

    static byte[] seal(byte[] key, byte[] header, byte[] context, byte[] plaintext, SecureRandom random) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        GCMModeCipher cipher = cipher(true, key, nonce, header, context);
        byte[] sealed = Arrays.copyOf(header, header.length + NONCE_LENGTH + cipher.getOutputSize(plaintext.length));
        System.arraycopy(nonce, 0, sealed, header.length, NONCE_LENGTH);
        int body = header.length + NONCE_LENGTH;
        try {
            int written = cipher.processBytes(plaintext, 0, plaintext.length, sealed, body);
            cipher.doFinal(sealed, body + written);
            return sealed;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("AES-GCM did not encrypt", e);
        }
    }

    /** @throws IllegalArgumentException if anything was changed, or another key, header or context was used */
    static byte[] open(byte[] key, int headerLength, byte[] context, byte[] sealed) {
        int body = headerLength + NONCE_LENGTH;
        if (sealed.length < body + TAG_LENGTH) {
            throw new IllegalArgumentException("sealed octets are cut short");
        }
        byte[] header = Arrays.copyOf(sealed, headerLength);
        byte[] nonce = Arrays.copyOfRange(sealed, headerLength, body);
        GCMModeCipher cipher = cipher(false, key, nonce, header, context);
        byte[] plaintext = new byte[sealed.length - body - TAG_LENGTH];
        byte[] output = new byte[cipher.getOutputSize(sealed.length - body)];
        try {
            int written = cipher.processBytes(sealed, body, sealed.length - body, output, 0);
            cipher.doFinal(output, written);
            System.arraycopy(output, 0, plaintext, 0, plaintext.length);
            return plaintext;
        } catch (InvalidCipherTextException e) {
            throw new IllegalArgumentException("sealed octets do not open");
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }

    private static GCMModeCipher cipher(boolean seal, byte[] key, byte[] nonce, byte[] header, byte[] context) {
        GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(seal, new AEADParameters(new KeyParameter(key), TAG_LENGTH * Byte.SIZE, nonce));
        cipher.processAADBytes(header, 0, header.length);
        cipher.processAADBytes(context, 0, context.length);
        return cipher;
    }
}
