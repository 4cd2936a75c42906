package io.qkms.core.status;

import java.time.Instant;

/**
 * The status of one certificate for a span of time (RFC 6960 §4.2.1).
 *
 * @param certificate as it was asked about
 * @param status what holds
 * @param thisUpdate from when on this is known to be right, to whole seconds
 * @param nextUpdate by when newer information will be available, to whole seconds, later than {@code thisUpdate}
 */
public record SingleResponse(
        CertificateId certificate, CertificateStatus status, Instant thisUpdate, Instant nextUpdate) {

    public SingleResponse {
        if (!nextUpdate.isAfter(thisUpdate)) {
            throw new IllegalArgumentException("nextUpdate " + nextUpdate + " is not after thisUpdate " + thisUpdate);
        }
    }
}
