package io.qkms.server.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.hibernate.exception.ConstraintViolationException;

/**
 * The right to do a piece of work that only one node should do, held for a while and renewed while the work goes on. A holder
 * that dies loses it when it expires.
 *
 * <p>Nodes compare expiry with their own clocks; where these differ by more than the time to live, two nodes may hold it at
 * once. A lease therefore saves work; what must not happen twice is guarded by a row lock as well.
 */
public final class Lease {
    private final Database database;
    private final InstantSource clock;
    private final String name;
    private final String holder;
    private final Duration timeToLive;

    /**
     * @param holder names this node and process, unlike any other
     * @param timeToLive how long it is held after each {@link #acquire()}
     */
    public Lease(Database database, InstantSource clock, String name, String holder, Duration timeToLive) {
        this.database = database;
        this.clock = clock;
        this.name = name;
        this.holder = holder;
        this.timeToLive = timeToLive;
    }

    /** Takes the lease if it is free, renews it if it is ours; false while another holds it. */
    public boolean acquire() {
        return extend() || create();
    }

    private boolean extend() {
        Instant now = clock.instant();
        return database.transaction(transaction -> transaction
                        .session()
                        .createNativeMutationQuery("update lease set holder = :holder, expires_at = :expiry"
                                + " where name = :name and (holder = :holder or expires_at < :now)")
                        .setParameter("holder", holder)
                        .setParameter("expiry", now.plus(timeToLive))
                        .setParameter("name", name)
                        .setParameter("now", now)
                        .executeUpdate())
                == 1;
    }

    /** The first node ever makes the row; who comes second finds it made. */
    private boolean create() {
        try {
            return database.transaction(transaction -> transaction
                            .session()
                            .createNativeMutationQuery("insert into lease (name, holder, expires_at)"
                                    + " select :name, :holder, :expiry"
                                    + " where not exists (select 1 from lease where name = :name)")
                            .setParameter("name", name)
                            .setParameter("holder", holder)
                            .setParameter("expiry", clock.instant().plus(timeToLive))
                            .executeUpdate())
                    == 1;
        } catch (ConstraintViolationException e) {
            return false;
        }
    }

    /** Gives it back at once, if it is ours. */
    public void release() {
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery(
                        "update lease set expires_at = :past where name = :name and holder = :holder")
                .setParameter("past", Instant.EPOCH)
                .setParameter("name", name)
                .setParameter("holder", holder)
                .executeUpdate());
    }
}
