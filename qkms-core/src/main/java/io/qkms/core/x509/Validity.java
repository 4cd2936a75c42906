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

    /** From {@link #CLOCK_SKEW} before now until a lifetime after now. */
    public static Validity from(Instant now, Duration lifetime) {
        return new Validity(now.minus(CLOCK_SKEW), now.plus(lifetime));
    }
}
