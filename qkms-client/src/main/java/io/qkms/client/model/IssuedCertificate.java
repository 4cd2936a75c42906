package io.qkms.client.model;

import java.time.Instant;
import java.util.List;

/**
 * A certificate as issuance answers it.
 *
 * @param serial {@code 0x…}
 * @param certificate PEM
 * @param chain the certificates above it, PEM: issuer first, root last
 * @param status {@code ISSUED}
 * @param expiresAt its end
 */
public record IssuedCertificate(
        String serial, String certificate, List<String> chain, CertificateStatus status, Instant expiresAt) {

    public IssuedCertificate {
        chain = List.copyOf(chain);
    }
}
