package io.qkms.server.access;

import java.net.URI;
import java.time.Duration;

/**
 * What all access tokens of an installation have in common (RFC 9068 §2.2).
 *
 * @param issuer {@code iss}: the API's base URL
 * @param audience {@code aud}
 * @param lifetime from {@code iat} to {@code exp}, where the client says nothing else
 */
public record AccessTokenPolicy(URI issuer, String audience, Duration lifetime) {
    /** {@code typ} of access tokens (RFC 9068 §2.1). */
    static final String TYPE = "at+jwt";
}
