package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.jose.Jwk;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Names public keys: the {@code kid} of a key version. */
final class KeyIdentifier {
    private KeyIdentifier() {}

    /**
     * The RFC 7638 thumbprint where JOSE has a name for the algorithm, else the SHA-256 of the SubjectPublicKeyInfo;
     * base64url, 43 characters.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     */
    static String of(Algorithm algorithm, byte[] publicKey) {
        return algorithm.joseName().isPresent()
                ? Jwk.of(algorithm, publicKey).thumbprint()
                : Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(publicKey));
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
