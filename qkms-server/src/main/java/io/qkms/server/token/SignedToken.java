package io.qkms.server.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /v1/tokens/sign}.
 *
 * @param token the compact serialisation
 * @param expiresAt null where nothing in it expires
 * @param signature base64url; null, and absent from the answer, unless the caller brought the signing input
 */
record SignedToken(
        String token,
        String kid,
        String alg,
        @Nullable Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String signature) {

    /** Whoever holds a token can use it, so it does not go into logs. */
    @Override
    public String toString() {
        return "SignedToken[" + alg + " " + kid + "]";
    }
}
