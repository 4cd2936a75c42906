package io.qkms.server.access;

import io.qkms.server.access.OAuthError.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves itself at the token endpoint: {@code client_secret_basic} or {@code client_secret_post} (RFC 6749
 * §2.3.1), never both at once.
 */
record ClientCredentials(String clientId, String secret) {

    static ClientCredentials of(@Nullable String authorization, Form form) {
        Optional<String> clientId = form.parameter("client_id");
        Optional<String> secret = form.parameter("client_secret");
        if (authorization != null) {
            ClientCredentials basic = basic(authorization);
            if (secret.isPresent()) {
                throw new OAuthError(Code.INVALID_REQUEST, "the client authenticates in two ways at once");
            }
            if (clientId.isPresent() && !clientId.get().equals(basic.clientId)) {
                throw new OAuthError(Code.INVALID_REQUEST, "client_id is not the client that authenticates");
            }
            return basic;
        }
        if (clientId.isEmpty() || secret.isEmpty()) {
            throw new OAuthError(Code.INVALID_CLIENT, "the client does not authenticate");
        }
        return new ClientCredentials(clientId.get(), secret.get());
    }

    private static ClientCredentials basic(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw new OAuthError(Code.INVALID_CLIENT, "the Authorization header is not of the scheme Basic");
        }
        String decoded;
        try {
            decoded = new String(
                    Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new OAuthError(Code.INVALID_CLIENT, "the Authorization header is not base64");
        }
        int colon = decoded.indexOf(':');
        if (colon < 1) {
            throw new OAuthError(Code.INVALID_CLIENT, "the Authorization header is not client_id:client_secret");
        }
        return new ClientCredentials(
                Form.decode(decoded.substring(0, colon)), Form.decode(decoded.substring(colon + 1)));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + "]";
    }
}
