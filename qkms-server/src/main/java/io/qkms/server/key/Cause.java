package io.qkms.server.key;

import io.qkms.server.http.Call;
import org.jspecify.annotations.Nullable;

/**
 * Who caused a change, for the audit log.
 *
 * @param actor the client; null where the server itself did
 * @param requestId the request; null where none did
 */
public record Cause(@Nullable String actor, @Nullable String requestId) {
    /** The server, by itself. */
    public static final Cause SERVER = new Cause(null, null);

    /** A call's client. */
    public static Cause of(Call call) {
        return new Cause(call.caller().clientId(), call.requestId());
    }
}
