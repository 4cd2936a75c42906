package io.qkms.server.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Which rows of the change table have been read. Rows get their numbers when they are inserted, not when they are committed:
 * number 7 may become visible after number 8. Every number that was passed over is therefore a gap that is asked for again,
 * until it has been missing for longer than any transaction can last: then its transaction was rolled back. Not safe for use
 * by several threads.
 */
final class ChangeWindow {
    /** Transactions end long before: the database ends idle ones after a minute. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Should a sequence leap, its nearest numbers are the ones worth asking for. */
    static final int MOST_GAPS = 5_000;

    private final TreeMap<Long, Instant> gaps = new TreeMap<>();
    private long highest;

    /**
     * Begins after what is there now.
     *
     * @param present the numbers of the latest rows, in any order; missing ones between them count as gaps, since their
     *     transactions may be about to commit
     */
    ChangeWindow(Collection<Long> present, Instant now) {
        List<Long> sorted = present.stream().sorted().toList();
        highest = sorted.isEmpty() ? 0 : sorted.getFirst();
        sorted.forEach(number -> read(number, now));
    }

    /** The highest number that was read. */
    long highest() {
        return highest;
    }

    /** Numbers below the highest that were not read yet, and may still appear. */
    List<Long> gaps(Instant now) {
        gaps.values().removeIf(noticed -> noticed.plus(PATIENCE).isBefore(now));
        return List.copyOf(gaps.keySet());
    }

    /** Notes that a row was read; rows must come in rising order within one reading. */
    void read(long number, Instant now) {
        gaps.remove(number);
        for (long missing = Math.max(highest + 1, number - MOST_GAPS); missing < number; missing++) {
            gaps.put(missing, now);
        }
        highest = Math.max(highest, number);
    }
}
