package io.qkms.server.csr;

import io.qkms.core.x509.SubjectAlternativeName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What makes two applications the same request: tenant, profile, public key and names, in any order. */
final class OpenDigest {
    private OpenDigest() {}

    /** SHA-256 over the parts, each with its length before it. */
    static byte[] of(String tenant, Application application) {
        MessageDigest digest = sha256();
        add(digest, tenant.getBytes(StandardCharsets.UTF_8));
        add(digest, application.profile().getBytes(StandardCharsets.UTF_8));
        add(digest, application.publicKey().encoded());
        add(digest, application.subject().encoded());
        application.names().stream()
                .map(SubjectAlternativeName::prefixed)
                .sorted()
                .forEach(name -> add(digest, name.getBytes(StandardCharsets.UTF_8)));
        return digest.digest();
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
