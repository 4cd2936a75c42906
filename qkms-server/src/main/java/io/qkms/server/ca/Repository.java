package io.qkms.server.ca;

import java.time.Duration;

/**
 * A hierarchy: one root and everything under it, and what is published about it.
 *
 * @param number its number
 * @param name its name
 * @param crlEnabled whether certificates name a CRL, and scheduled ones are signed
 * @param crlRefreshPeriod from {@code thisUpdate} to {@code nextUpdate} of its full lists
 * @param ocspEnabled whether certificates name an OCSP responder, and it answers
 * @param ocspRefreshPeriod the longest time from {@code thisUpdate} to {@code nextUpdate} of an OCSP answer
 */
public record Repository(
        int number,
        String name,
        boolean crlEnabled,
        Duration crlRefreshPeriod,
        boolean ocspEnabled,
        Duration ocspRefreshPeriod) {
    /** The post-quantum hierarchy. */
    public static final int DEFAULT = 1;

    /** The classical hierarchy. */
    public static final int CLASSICAL = 2;
}
