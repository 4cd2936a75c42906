package io.qkms.server.access;

import io.qkms.core.error.ErrorCode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Counts requests without a valid token, by minute, address and code, so that a flood of them leaves a line a minute and not
 * a record each. Safe for use by many threads; never blocks for long.
 */
public final class AccessDenials implements AutoCloseable {
    /** So many addresses are told apart within a minute; what is beyond is counted together. */
    private static final int MAX_ADDRESSES = 1_000;

    private static final String OTHER_ADDRESSES = "others";

    private final InstantSource clock;
    private final Consumer<Counted> sink;
    private final Map<Source, Integer> counts = new HashMap<>();

    /**
     * @param sink takes what was counted; called outside of any lock, by the thread that calls {@link #flush()}
     */
    public AccessDenials(InstantSource clock, Consumer<Counted> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /**
     * How often an address was refused within a minute.
     *
     * @param minute its first second
     * @param address the peer's IP address; {@code others} for those beyond the thousandth
     */
    public record Counted(Instant minute, String address, ErrorCode code, int requests) {}

    private record Source(Instant minute, String address, ErrorCode code) {
        Counted counted(int requests) {
            return new Counted(minute, address, code, requests);
        }
    }

    /** Counts a request that proved nothing (40101). */
    public synchronized void unauthenticated(String address) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Source source = new Source(now, address, ErrorCode.UNAUTHENTICATED);
        if (!counts.containsKey(source) && counts.size() >= MAX_ADDRESSES) {
            source = new Source(now, OTHER_ADDRESSES, ErrorCode.UNAUTHENTICATED);
        }
        counts.merge(source, 1, Integer::sum);
    }

    /** Hands out what was counted in the minutes that are over. */
    public void flush() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        take(source -> source.minute().isBefore(now)).forEach(sink);
    }

    /** Hands out everything that was counted. */
    @Override
    public void close() {
        take(source -> true).forEach(sink);
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
