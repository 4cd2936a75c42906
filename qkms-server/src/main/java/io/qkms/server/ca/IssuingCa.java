package io.qkms.server.ca;

import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.StatusPointers;
import java.util.List;

/**
 * An intermediate that is ready to issue. Immutable; safe for use by many threads.
 *
 * @param authority who it is
 * @param issuer its certificate and signer
 * @param chain its certificate in PEM, and those above it, the root's last
 * @param urls where relying parties find its certificate and the status of what it issued
 */
public record IssuingCa(Authority authority, Issuer issuer, List<String> chain, StatusUrls urls) {

    public IssuingCa {
        chain = List.copyOf(chain);
    }

    /**
     * The pointers that a leaf of it carries.
     *
     * @param crl whether the profile wants a distribution point
     * @param ocsp whether the profile wants an OCSP responder named
     */
    public StatusPointers pointers(boolean crl, boolean ocsp) {
        Repository repository = authority.repository();
        return new StatusPointers(
                urls.certificate(authority.id()),
                crl && repository.crlEnabled() ? urls.crl(authority.id()) : null,
                null,
                ocsp && repository.ocspEnabled() ? urls.ocsp() : null);
    }

    static List<String> chain(Authority authority) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(authority.certificate()), authority.issuers().stream())
                .map(Certificate::pem)
                .toList();
    }
}
