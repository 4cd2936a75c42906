package io.qkms.server.certificate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** By what the store finds things that are too long for an index. */
final class Digests {
    private static final int LOOKUP_LENGTH = 16;

    private Digests() {}

    /** The first 16 octets of the text's SHA-256. */
    static byte[] lookup(String text) {
        return Arrays.copyOf(sha256(text.getBytes(StandardCharsets.UTF_8)), LOOKUP_LENGTH);
    }

    /** SHA-256. */
    static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
