package io.qkms.client;

import org.jspecify.annotations.Nullable;

/** A call that did not succeed. Its message holds no secret. */
public abstract sealed class QkmsClientException extends RuntimeException
        permits QkmsApiException, QkmsAuthorizationException, QkmsConnectionException {
    private static final long serialVersionUID = 1L;

    QkmsClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
