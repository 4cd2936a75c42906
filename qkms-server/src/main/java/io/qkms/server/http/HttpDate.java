package io.qkms.server.http;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} of answers (RFC 9110 §6.6.1), formatted once a second. Safe for use by many threads. */
final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile Second latest = new Second(Long.MIN_VALUE, "");

    HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    private record Second(long epochSecond, String text) {}

    /** The present second. */
    String now() {
        var now = clock.instant();
        Second known = latest;
        if (known.epochSecond() != now.getEpochSecond()) {
            known = new Second(now.getEpochSecond(), IMF_FIXDATE.format(now));
            latest = known;
        }
        return known.text();
    }
}
