package io.qkms.server.ca;

import java.net.URI;

/**
 * Where relying parties find what they need to check a certificate: what certificates carry as {@code caIssuers}, distribution
 * point and OCSP responder.
 *
 * @param base the public base URL, without a slash at its end
 */
public record StatusUrls(URI base) {

    /** An authority's certificate. */
    public String certificate(String authorityId) {
        return base + "/v1/ca/" + authorityId + "/certificate";
    }

    /** An authority's full revocation list. */
    public String crl(String authorityId) {
        return base + "/v1/crl?issuer=" + authorityId;
    }

    /** The OCSP responder. */
    public String ocsp() {
        return base + "/v1/ocsp";
    }
}
