package io.qkms.server.access;

import io.qkms.core.error.ErrorCode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts refused requests by minute, address and code, so that a flood of them leaves a record a minute and not one each.
 * Bounded. Safe for use by many threads; never blocks for long.
 */
final class DenialCounts {
    /** So many addresses are told apart; what is beyond is counted together. */
    private static final int MAX_SOURCES = 1_000;

    private static final String OTHER_ADDRESSES = "others";

    private final InstantSource clock;
    private final Map<Source, Integer> counts = new HashMap<>();

    DenialCounts(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * How often an address was refused within a minute.
     *
     * @param minute its first second
     * @param address the peer's IP address; {@code others} where too many were refused at once
     */
    record Counted(Instant minute, String address, ErrorCode code, int requests) {}

    private record Source(Instant minute, String address, ErrorCode code) {
        Counted counted(int requests) {
            return new Counted(minute, address, code, requests);
        }
    }

    /** Counts one. */
    synchronized void add(String address, ErrorCode code) {
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Source source = new Source(minute, address, code);
        if (!counts.containsKey(source) && counts.size() >= MAX_SOURCES) {
            source = new Source(minute, OTHER_ADDRESSES, code);
        }
        counts.merge(source, 1, Integer::sum);
    }

    /** Takes out what was counted in the minutes that are over. */
    List<Counted> takeFinished() {
        Instant running = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        return take(source -> source.minute().isBefore(running));
    }

    /** Takes out everything that was counted. */
    List<Counted> takeAll() {
        return take(source -> true);
    }

    private synchronized List<Counted> take(Predicate<Source> which) {
        List<Counted> taken = counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(entry -> entry.getKey().counted(entry.getValue()))
                .toList();
        counts.keySet().removeIf(which);
        return taken;
    }
}
