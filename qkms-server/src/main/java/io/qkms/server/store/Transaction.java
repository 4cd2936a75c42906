package io.qkms.server.store;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;

/** One transaction in progress. Belongs to the thread that runs it. */
public final class Transaction {
    private final Session session;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Session session) {
        this.session = session;
    }

    /** Hibernate's session of this transaction. */
    public Session session() {
        return session;
    }

    /**
     * Runs something once the transaction is committed and its connection is back in the pool; never if it is rolled back.
     * Hooks run in the order of their registration, on the transaction's thread, before the caller has its answer. They must
     * be quick. What one throws is logged and changes nothing: the commit stands.
     */
    public void afterCommit(Runnable hook) {
        afterCommit.add(hook);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }
}
