package io.qkms.server.installation;

import org.jspecify.annotations.Nullable;

/** The server does not start on what it found. The message tells the operator what it is and what to do. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        this(message, null);
    }

    public StartRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
