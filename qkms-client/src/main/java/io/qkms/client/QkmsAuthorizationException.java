package io.qkms.client;

import org.jspecify.annotations.Nullable;

/** The token endpoint gave no access token (RFC 6749 §5.2). */
public final class QkmsAuthorizationException extends QkmsClientException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    QkmsAuthorizationException(int status, String error, @Nullable String description) {
        super(
                "no access token: " + error + " (HTTP " + status + ")"
                        + (description == null ? "" : ": " + description),
                null);
        this.status = status;
        this.error = error;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The code of RFC 6749, for example {@code invalid_client}. */
    public String error() {
        return error;
    }
}
