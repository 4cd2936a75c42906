package io.qkms.tools.demo;

import java.net.URI;

/** Somebody who knows JWT and did not write ours. */
interface TokenJudge {

    /** Its name and version. */
    String name();

    /**
     * Fetches the key set and checks the token's signature, times and issuer with it.
     *
     * @throws Disagreement where it does not hold
     */
    void check(String token, URI jwks, String issuer);
}
