package io.qkms.core.policy;

import java.time.Duration;

/** ISO 8601 durations as the contract prints them: whole days as days. */
public final class Durations {

    private Durations() {}

    /** For example {@code P90D} rather than {@code PT2160H}; shorter ones as {@link Duration#toString()}. */
    public static String print(Duration duration) {
        boolean wholeDays =
                !duration.isZero() && Duration.ofDays(duration.toDays()).equals(duration);
        return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
