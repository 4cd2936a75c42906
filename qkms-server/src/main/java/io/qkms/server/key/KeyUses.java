package io.qkms.server.key;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Counts uses of private keys by minute, so that the audit log gets one record per key and minute instead of one per
 * signature. Safe for use by many threads.
 */
public final class KeyUses {
    private final InstantSource clock;
    private final Map<Use, Long> counts = new ConcurrentHashMap<>();

    public KeyUses(InstantSource clock) {
        this.clock = clock;
    }

    private record Use(String keyId, String tenant, Instant minute) {}

    /** How often a key was used in the minute that begins then. */
    record Counted(String keyId, String tenant, Instant minute, long uses) {}

    /** Counts one use of a key, now. */
    public void add(KeyEntry entry) {
        Use use = new Use(entry.id(), entry.tenant(), clock.instant().truncatedTo(ChronoUnit.MINUTES));
        counts.merge(use, 1L, Long::sum);
    }

    /** Takes out the counts of the minutes that are over. */
    List<Counted> takeFinished() {
        Instant running = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        return take(use -> use.minute().isBefore(running));
    }

    /** Takes out everything. */
    List<Counted> takeAll() {
        return take(use -> true);
    }

    /** Puts back what could not be written. */
    void putBack(List<Counted> counted) {
        for (Counted one : counted) {
            counts.merge(new Use(one.keyId(), one.tenant(), one.minute()), one.uses(), Long::sum);
        }
    }

    private List<Counted> take(Predicate<Use> which) {
        List<Counted> taken = new ArrayList<>();
        for (Use use : counts.keySet()) {
            Long uses = which.test(use) ? counts.remove(use) : null;
            if (uses != null) {
                taken.add(new Counted(use.keyId(), use.tenant(), use.minute(), uses));
            }
        }
        return taken;
    }
}
