package io.qkms.server.access;

import io.qkms.core.jose.JwkSet;
import io.qkms.core.slot.Signer;

/** The keys with which Q-KMS signs access tokens. Safe for use by many threads; answers from memory. */
public interface AccessTokenKeys {

    /** The key that signs now. */
    SigningKey active();

    /** Every key under which a token may still hold, the active one among them. */
    JwkSet published();

    /**
     * A key that signs.
     *
     * @param kid the id under which {@link AccessTokenKeys#published()} has its public half
     */
    record SigningKey(String kid, Signer signer) {}
}
