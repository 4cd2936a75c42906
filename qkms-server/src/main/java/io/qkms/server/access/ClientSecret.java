package io.qkms.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What the server keeps of a client's secret: its SHA-256. A plain hash is enough because secrets are random and long
 * ({@value #MIN_LENGTH} characters or more), not chosen by people; it keeps the token endpoint cheap.
 */
public final class ClientSecret {
    /** The shortest secret that is taken, in characters. */
    public static final int MIN_LENGTH = 24;

    private static final int RANDOM_OCTETS = 32;

    private final byte[] sha256;

    private ClientSecret(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** The hash of a secret. */
    public static ClientSecret of(String secret) {
        return new ClientSecret(sha256(secret));
    }

    /**
     * A hash that somebody else computed.
     *
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException if it is anything else
     */
    public static ClientSecret ofSha256(String hex) {
        byte[] digest = HexFormat.of().parseHex(hex);
        if (digest.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
        }
        return new ClientSecret(digest);
    }

    /** A new secret: 256 random bits in base64url. */
    public static String generate(SecureRandom random) {
        byte[] octets = new byte[RANDOM_OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /** Whether this is the secret; takes the same time wherever the two differ. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(sha256, sha256(presented));
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "ClientSecret[not shown]";
    }
}
