package io.qkms.server.installation;

import io.qkms.core.slot.WrappingKeySeal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A file with the AES-256 key that seals a slot's key: one line of base64, as {@code openssl rand -base64 32} makes it. Those
 * that dev mode makes say so in front of it, wherever they are carried.
 */
final class WrappingKeyFile {
    private static final String DEV_MARK = "dev-mode-only:";
    private static final int LENGTH = 32;

    private final Path path;
    private final boolean devMode;

    WrappingKeyFile(Path path, boolean devMode) {
        this.path = path;
        this.devMode = devMode;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Makes the file, with a fresh key and dev mode's mark. */
    void make(SecureRandom random) {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        PrivateFile.write(
                path, (DEV_MARK + Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(key, (byte) 0);
    }

    /**
     * The seal under the file's key.
     *
     * @throws StartRefused if the file is not private, holds no such key, or holds dev mode's key outside of dev mode
     */
    WrappingKeySeal seal(SecureRandom random) {
        String line = new String(PrivateFile.read(path), StandardCharsets.ISO_8859_1).strip();
        boolean marked = line.startsWith(DEV_MARK);
        if (marked && !devMode) {
            throw new StartRefused(
                    path + " was made by dev mode: it protects nothing that matters. Take another key file");
        }
        byte[] key = decode(marked ? line.substring(DEV_MARK.length()) : line);
        try {
            return new WrappingKeySeal(key, random);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] decode(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != LENGTH) {
            throw new StartRefused(
                    path + " must hold " + LENGTH + " octets in base64, on one line: openssl rand -base64 " + LENGTH);
        }
        return key;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
