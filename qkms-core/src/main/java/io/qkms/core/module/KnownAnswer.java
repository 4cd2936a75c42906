package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;

/**
 * A known answer for one algorithm: a published key pair, a message and a signature over it that independent software made
 * (see {@code known-answers/README.md} beside the resources). A module passes if it verifies that signature, refuses it
 * for another message, and signs with the private key so that the known public key verifies it; where the algorithm is
 * deterministic, so that the very octets come out.
 */
final class KnownAnswer {
    private final Algorithm algorithm;
    private final byte[] privateKey;
    private final byte[] publicKey;
    private final byte[] message;
    private final byte[] signature;

    private KnownAnswer(Algorithm algorithm, Properties values) {
        this.algorithm = algorithm;
        this.privateKey = octets(values, "privateKey");
        this.publicKey = octets(values, "publicKey");
        this.message = octets(values, "message");
        this.signature = octets(values, "signature");
    }

    private static byte[] octets(Properties values, String name) {
        return Base64.getDecoder().decode(values.getProperty(name, ""));
    }

    static KnownAnswer of(Algorithm algorithm) {
        String resource = "known-answers/" + algorithm.displayName() + ".properties";
        try (InputStream in = KnownAnswer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no known answer for " + algorithm.displayName());
            }
            Properties values = new Properties();
            values.load(in);
            return new KnownAnswer(algorithm, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException saying what came out wrong; the module's own exceptions pass through */
    void check(SignatureModule module) {
        require(module.verify(algorithm, publicKey, message, signature), "does not verify the known signature");
        byte[] other = message.clone();
        other[0] ^= 1;
        require(
                !module.verify(algorithm, publicKey, other, signature),
                "takes the known signature for another message");
        try (PrivateKeyBytes bytes = PrivateKeyBytes.ofPkcs8(privateKey, PrivateKeyAccess.requested())) {
            byte[] made = module.load(algorithm, bytes).sign(message);
            if (deterministic()) {
                require(Arrays.equals(made, signature), "signs other octets than the known ones");
            }
            require(module.verify(algorithm, publicKey, message, made), "does not sign for the known public key");
        }
    }

    private boolean deterministic() {
        return algorithm.family() == Family.RSA || algorithm.family() == Family.EDDSA;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
