package io.qkms.server.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The end of the audit chain: how many events it holds and the last one's hash. An event's hash is SHA-256 over the hash before
 * it (32 octets; the first event: none), its sequence number (8 octets, big-endian) and its canonical body in UTF-8.
 */
record ChainLink(long sequence, byte[] hash) {

    /** The link that an event adds to this one. */
    ChainLink then(String body) {
        MessageDigest digest = sha256();
        digest.update(hash);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence + 1).array());
        return new ChainLink(sequence + 1, digest.digest(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainLink that && sequence == that.sequence && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}
