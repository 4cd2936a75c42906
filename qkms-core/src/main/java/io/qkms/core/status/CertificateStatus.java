package io.qkms.core.status;

import java.time.Instant;

/** What OCSP says of a certificate (RFC 6960 §2.2). */
public sealed interface CertificateStatus {

    /** Issued and not revoked. */
    record Good() implements CertificateStatus {}

    /**
     * Revoked, or on hold if the reason says so.
     *
     * @param revokedAt when, to whole seconds
     * @param reason why; {@link RevocationReason#UNSPECIFIED} is not written into the response
     */
    record Revoked(Instant revokedAt, RevocationReason reason) implements CertificateStatus {}

    /** Never issued by the issuer that is meant. */
    record Unknown() implements CertificateStatus {}
}
