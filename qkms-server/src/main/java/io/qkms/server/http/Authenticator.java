package io.qkms.server.http;

import io.qkms.server.access.Caller;
import java.util.Optional;

/** Tells from a request's credentials who calls. Safe for use by many threads. */
public interface Authenticator {

    /**
     * The caller, if these credentials were checked before and the result is in memory and still holds. Called on the event
     * loop: does not block and verifies no signature.
     *
     * @param authorization the {@code Authorization} header's value
     */
    Optional<Caller> remembered(String authorization);

    /**
     * The caller that these credentials prove. May block.
     *
     * @param authorization the {@code Authorization} header's value
     * @throws io.qkms.core.error.QkmsException 40101 if they prove nothing
     */
    Caller authenticate(String authorization);
}
