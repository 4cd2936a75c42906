package io.qkms.server.status;

import io.qkms.core.x509.Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * An authority as far as the status of its certificates goes.
 *
 * @param id the authority's id
 * @param root whether it is a root, whose key no schedule may use
 * @param repository the number of its hierarchy
 * @param certificate with which relying parties verify
 * @param crlPeriod from {@code thisUpdate} to {@code nextUpdate} of its lists
 * @param ocspPeriod from {@code thisUpdate} to {@code nextUpdate} of OCSP answers about its certificates
 */
public record StatusIssuer(
        String id, boolean root, int repository, Certificate certificate, Duration crlPeriod, Duration ocspPeriod) {
    private static final int LAST_PART = 10;
    private static final int LAST_PART_OF_ROOT = 2;

    /**
     * When what is announced to end at {@code nextUpdate} is to be replaced: when a tenth of its life is left; of a root's when
     * half is, since its slot may not be open again for long.
     */
    Instant renewalOf(Instant thisUpdate, Instant nextUpdate) {
        Duration life = Duration.between(thisUpdate, nextUpdate);
        return nextUpdate.minus(life.dividedBy(root ? LAST_PART_OF_ROOT : LAST_PART));
    }
}
