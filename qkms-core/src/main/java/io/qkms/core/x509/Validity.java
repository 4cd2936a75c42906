package io.qkms.core.x509;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a certificate is valid: from the first to the last second, both included (RFC 5280 §4.1.2.5). Whole seconds; a
 * fraction is cut off.
 *
 * @param notBefore the first second
 * @param notAfter the last second
 */
public record Validity(Instant notBefore, Instant notAfter) {
    /** How far validity begins before issuance, so that a peer whose clock is a little slow accepts the certificate. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Instant EARLIEST = Instant.parse("1950-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public Validity {
        notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
        notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
        if (!notBefore.isBefore(notAfter) || notBefore.isBefore(EARLIEST) || notAfter.isAfter(LATEST)) {
            throw new IllegalArgumentException("validity " + notBefore + " to " + notAfter);
        }
    }

    /**
     * A lifetime that begins {@link #CLOCK_SKEW} before now, but at most a tenth of it: what is allowed for slow clocks is part
     * of the lifetime, so that no certificate is valid for longer than its profile's maximum.
     *
     * @param lifetime from {@code notBefore} to {@code notAfter}; at least a second
     */
    public static Validity from(Instant now, Duration lifetime) {
        Duration tenth = lifetime.dividedBy(10);
        Instant notBefore =
                now.minus(tenth.compareTo(CLOCK_SKEW) < 0 ? tenth : CLOCK_SKEW).truncatedTo(ChronoUnit.SECONDS);
        return new Validity(notBefore, notBefore.plus(lifetime));
    }
}
