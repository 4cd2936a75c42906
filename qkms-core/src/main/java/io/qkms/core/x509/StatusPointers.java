package io.qkms.core.x509;

import org.jspecify.annotations.Nullable;

/**
 * The URLs that a certificate carries for those who check it.
 *
 * @param caIssuers the issuer's certificate in DER (RFC 5280 §4.2.2.1); null for none
 * @param crl the complete CRL that lists it (§4.2.1.13); null for none
 * @param deltaCrl the delta CRL to that (Freshest CRL, §4.2.1.15); null for none
 * @param ocsp the OCSP responder (§4.2.2.1); null for none
 */
public record StatusPointers(
        @Nullable String caIssuers,
        @Nullable String crl,
        @Nullable String deltaCrl,
        @Nullable String ocsp) {
    /** No pointers: for roots, and for OCSP responders. */
    public static final StatusPointers NONE = new StatusPointers(null, null, null, null);

    public StatusPointers {
        if (deltaCrl != null && crl == null) {
            throw new IllegalArgumentException("a delta CRL without a complete CRL");
        }
    }
}
