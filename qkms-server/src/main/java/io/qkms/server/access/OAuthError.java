package io.qkms.server.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A refusal of the token endpoint, in OAuth2's own words (RFC 6749 §5.2). Its description is for the client's developer. */
final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    OAuthError(Code code, String description) {
        super(description);
        this.code = code;
    }

    /** The registered codes that client credentials can meet. */
    enum Code {
        INVALID_REQUEST,
        INVALID_CLIENT,
        UNSUPPORTED_GRANT_TYPE,
        INVALID_SCOPE;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The body. */
    record Body(String error, @Nullable String errorDescription) {}

    Code code() {
        return code;
    }

    int status() {
        return code == Code.INVALID_CLIENT ? 401 : 400;
    }

    Body body() {
        return new Body(code.value(), getMessage());
    }
}
