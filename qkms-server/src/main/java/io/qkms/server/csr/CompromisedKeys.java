package io.qkms.server.csr;

import org.hibernate.Session;

/** The keys that are known to be in other hands. Safe for use by many threads. */
public interface CompromisedKeys {

    /**
     * Whether a public key is one of them.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     */
    boolean contain(Session session, byte[] publicKey);
}
