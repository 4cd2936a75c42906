package io.qkms.client.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signed token. Who holds it can use it: {@link #toString()} does not show it.
 *
 * @param token compact serialisation
 * @param kid the key version that signed
 * @param alg the JOSE algorithm
 * @param expiresAt its end; null for a JWS without one
 * @param signature the signature alone, base64url; only where a signing input was signed
 */
public record SignedToken(
        String token,
        String kid,
        String alg,
        @Nullable Instant expiresAt,
        @Nullable String signature) {

    @Override
    public String toString() {
        return "SignedToken[" + alg + " " + kid + ", expires " + expiresAt + "]";
    }
}
