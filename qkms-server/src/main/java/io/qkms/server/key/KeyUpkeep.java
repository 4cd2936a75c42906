package io.qkms.server.key;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.qkms.server.key.KeyUses.Counted;
import io.qkms.server.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done about keys from time to time: versions that are due retire, and the minute's uses go into the audit log.
 * Every node does it; row locks see to it that each version retires once.
 */
public final class KeyUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 100;

    private final Database database;
    private final KeyRing ring;
    private final KeyUses uses;
    private final KeyEvents events;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-upkeep").factory());
    private boolean failing;

    KeyUpkeep(Database database, KeyRing ring, KeyUses uses, KeyEvents events) {
        this.database = database;
        this.ring = ring;
        this.uses = uses;
        this.events = events;
    }

    /** Begins. */
    public void start() {
        worker.scheduleWithFixedDelay(this::run, EVERY.toMillis(), EVERY.toMillis(), MILLISECONDS);
    }

    private void run() {
        try {
            write(uses.takeFinished());
            while (ring.retireDue(MOST_AT_ONCE) == MOST_AT_ONCE) {
                LOG.debug("more versions are due to retire");
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("the upkeep of keys has to wait", e);
            }
            failing = true;
        }
    }

    private void write(List<Counted> counted) {
        if (counted.isEmpty()) {
            return;
        }
        try {
            database.inTransaction(transaction -> counted.forEach(one -> events.used(transaction, one)));
        } catch (RuntimeException e) {
            uses.putBack(counted);
            throw e;
        }
    }

    /** Writes what was counted, the running minute too, and ends. */
    @Override
    public void close() {
        // Not by interrupting: that would close the embedded database's file under everybody's hands.
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_WITHIN.toMillis(), MILLISECONDS)) {
                LOG.warn("the upkeep of keys is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            write(uses.takeAll());
        } catch (RuntimeException e) {
            LOG.error("the last uses of keys are not in the audit log", e);
        }
    }
}
