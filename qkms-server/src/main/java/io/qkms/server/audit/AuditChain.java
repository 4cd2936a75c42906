package io.qkms.server.audit;

import io.qkms.server.store.Database;
import io.qkms.server.store.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links events into one chain over all nodes, in batches right after their commits: no transaction waits for another's place in
 * the chain. The node that holds the lease does it; another takes over when that one falls silent. That nobody forks the chain
 * is the doing of the lock on its head, not of the lease.
 */
public final class AuditChain implements AutoCloseable {
    /** The lease's name. */
    public static final String LEASE = "audit-chain";

    /** How long a silent holder keeps the lease. */
    public static final Duration LEASE_TIME = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(AuditChain.class);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(1);
    private static final int BATCH = 500;

    private final Database database;
    private final Lease lease;
    private final InstantSource clock;
    private final AtomicBoolean woken = new AtomicBoolean(true);
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("audit-chain").factory());
    private Instant lookAgain = Instant.MIN;
    private Instant renew = Instant.MIN;
    private boolean holding;
    private boolean failing;

    /** @param lease the one named {@link #LEASE} */
    public AuditChain(Database database, Lease lease, InstantSource clock) {
        this.database = database;
        this.lease = lease;
        this.clock = clock;
    }

    /** Begins to work in the background. */
    public void start() {
        worker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says that there is something to chain. */
    public void wake() {
        woken.set(true);
    }

    private void tick() {
        Instant now = clock.instant();
        if (!woken.getAndSet(false) && now.isBefore(lookAgain)) {
            return;
        }
        lookAgain = now.plus(LOOK_EVERY);
        try {
            chainIfHolding(now);
            failing = false;
        } catch (RuntimeException e) {
            renew = Instant.MIN;
            if (!failing) {
                LOG.warn("cannot chain audit events; trying on", e);
            }
            failing = true;
        }
    }

    private void chainIfHolding(Instant now) {
        if (!now.isBefore(renew)) {
            holding = lease.acquire();
            renew = now.plus(RENEW_EVERY);
        }
        if (holding && chainBatch() == BATCH) {
            wake();
        }
    }

    /** Chains events that are not chained yet, at most one batch; returns how many. */
    int chainBatch() {
        return database.transaction(transaction -> {
            ChainLink head = AuditStore.lockHead(transaction);
            List<AuditStore.Unchained> events = AuditStore.unchained(transaction, BATCH);
            if (!events.isEmpty()) {
                AuditStore.chain(transaction, head, events);
            }
            return events.size();
        });
    }

    /** Ends after the batch that is under way, and gives the lease back. */
    @Override
    public void close() {
        // No interrupt: it would close H2's file under everyone.
        worker.close();
        if (holding) {
            lease.release();
        }
    }
}
