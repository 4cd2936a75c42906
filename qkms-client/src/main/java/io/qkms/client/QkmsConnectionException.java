package io.qkms.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer that can be read came: no connection, a time limit, a broken answer, or the calling thread was interrupted
 * (its interrupt flag is set again then). Whether the server did what was asked is not known; for what changes state, look
 * before asking again.
 */
public final class QkmsConnectionException extends QkmsClientException {
    private static final long serialVersionUID = 1L;

    QkmsConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
