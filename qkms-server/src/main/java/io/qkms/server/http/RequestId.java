package io.qkms.server.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifiers of requests. */
final class RequestId {
    static final String HEADER = "X-Request-Id";

    /** Sane enough to stand in logs and audit records as it is. */
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The identifier that the caller sent, if it is a sane one, else a fresh one. */
    static String of(@Nullable String sent) {
        return sent != null && SANE.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }
}
