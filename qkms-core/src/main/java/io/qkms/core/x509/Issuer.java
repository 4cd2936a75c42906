package io.qkms.core.x509;

import io.qkms.core.slot.Signer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who signs: a CA's certificate and the signer of its key.
 *
 * @param certificate the CA's certificate; null for what signs itself
 * @param primary signs; its public key is the certificate's
 * @param alternative makes the second signature of certificates and CRLs that carry two; null for none
 */
public record Issuer(
        @Nullable Certificate certificate,
        Signer primary,
        @Nullable Signer alternative) {

    public Issuer {
        if (certificate != null && !Arrays.equals(certificate.publicKey(), primary.publicKey())) {
            throw new IllegalArgumentException("the signer's key is not the certificate's");
        }
    }

    /** A CA that makes one signature. */
    public static Issuer of(Certificate certificate, Signer primary) {
        return new Issuer(certificate, primary, null);
    }

    /** What signs itself. */
    public static Issuer self(Signer primary) {
        return new Issuer(null, primary, null);
    }
}
