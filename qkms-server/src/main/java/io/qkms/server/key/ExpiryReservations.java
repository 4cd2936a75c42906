package io.qkms.server.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qkms.core.key.KeyVersion;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes sure that no version retires before the last token that it signed expires, on whatever node it was signed. Before a
 * token is signed, the store must say that this version's tokens live at least as long; a reservation reaches a little further
 * ahead than asked for, so that one write serves many tokens (a minute's, or a fifth of their life where that is shorter). A
 * rotation reads what was reserved and so sees every token, also those that are being signed. Safe for use by many threads.
 */
public final class ExpiryReservations {
    private static final Duration LONGEST_AHEAD = Duration.ofMinutes(1);
    private static final Duration SHORTEST_AHEAD = Duration.ofSeconds(1);
    private static final int FRACTION_AHEAD = 5;
    private static final int MOST_VERSIONS = 20_000;

    private final Database database;
    private final ChangeFeed changes;
    private final InstantSource clock;
    private final Cache<Version, Reserved> reserved =
            Caffeine.newBuilder().maximumSize(MOST_VERSIONS).build();

    ExpiryReservations(Database database, ChangeFeed changes, InstantSource clock) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
    }

    private record Version(String keyId, int version) {}

    private static final class Reserved {
        private final ReentrantLock writing = new ReentrantLock();
        private volatile Instant until = Instant.MIN;
    }

    /**
     * Reserves, so that a version may sign a token that expires then. From memory, mostly.
     *
     * @param named whether the caller named this very version; a version that is retiring signs only then
     * @return false if the version does not sign any more: what the caller knows of the key is old
     */
    public boolean reserve(KeyEntry entry, int version, Instant expiry, boolean named) {
        Reserved known = reserved.get(new Version(entry.id(), version), unused -> new Reserved());
        if (!expiry.isAfter(known.until)) {
            return true;
        }
        known.writing.lock();
        try {
            if (!expiry.isAfter(known.until)) {
                return true;
            }
            Instant until = expiry.plus(ahead(expiry)).truncatedTo(ChronoUnit.MILLIS);
            boolean signs = database.transaction(transaction -> write(transaction, entry, version, until, named));
            if (signs) {
                known.until = until;
            }
            return signs;
        } finally {
            known.writing.unlock();
        }
    }

    private Duration ahead(Instant expiry) {
        Duration fraction = Duration.between(clock.instant(), expiry).dividedBy(FRACTION_AHEAD);
        if (fraction.compareTo(SHORTEST_AHEAD) < 0) {
            return SHORTEST_AHEAD;
        }
        return fraction.compareTo(LONGEST_AHEAD) > 0 ? LONGEST_AHEAD : fraction;
    }

    private boolean write(Transaction transaction, KeyEntry entry, int version, Instant until, boolean named) {
        Optional<KeyVersion> stored = KeyStore.lockVersion(transaction, entry.key(), version)
                .filter(found -> found.signs(named, clock.instant()));
        if (stored.isEmpty()) {
            return false;
        }
        KeyVersion signing = stored.get().signing(until);
        KeyStore.update(transaction, entry.id(), signing);
        if (!Objects.equals(signing.retiresAt(), stored.get().retiresAt())) {
            changes.publish(transaction, KeyEvents.KEY_CHANGE, entry.id());
            if (entry.realm() != null) {
                changes.publish(transaction, KeyEvents.REALM_CHANGE, entry.realm());
            }
        }
        return true;
    }
}
