package io.qkms.server.store;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * Makes identifiers: a prefix and 26 characters of base 32. The first ten say when (milliseconds), so that rows made together
 * lie together; the other 16 are 80 random bits. Callers treat them as opaque. Safe for use by many threads.
 */
public final class Identifiers {
    /** Crockford's base 32 in lower case: sorts as the numbers do, and has no i, l, o, u. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final InstantSource clock;
    private final SecureRandom random;

    public Identifiers(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** What identifiers of a kind look like. */
    public static Pattern form(String kind) {
        return Pattern.compile(Pattern.quote(kind + "_") + "[0-9a-hjkmnp-tv-z]{" + (TIME_DIGITS + RANDOM_DIGITS) + "}");
    }

    /** A fresh identifier, for example {@code key_} and 26 characters for the kind {@code key}. */
    public String next(String kind) {
        StringBuilder id = new StringBuilder(kind.length() + 1 + TIME_DIGITS + RANDOM_DIGITS)
                .append(kind)
                .append('_');
        long time = clock.millis();
        for (int shift = 5 * (TIME_DIGITS - 1); shift >= 0; shift -= 5) {
            id.append(DIGITS[(int) (time >>> shift) & 31]);
        }
        byte[] octets = new byte[RANDOM_DIGITS];
        random.nextBytes(octets);
        for (byte octet : octets) {
            id.append(DIGITS[octet & 31]);
        }
        return id.toString();
    }
}
