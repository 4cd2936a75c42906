package io.qkms.server.store;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes on one database, and whether they have heard of a change: for what must be known everywhere before it is answered.
 * Each node writes a sign of life from time to time; one that has given none for a few seconds is not waited for. Times are
 * the database's own, so that nodes' clocks need not agree. Safe for use by many threads.
 */
public final class Nodes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final String QUESTION = "heard";
    private static final Duration SIGN_EVERY = Duration.ofSeconds(2);
    private static final String LIVES = "seen_at > current_timestamp - interval '7' second";
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final int PRUNE_EVERY_SIGNS = 300;

    private final Database database;
    private final ChangeFeed changes;
    private final String self;
    private final AtomicLong questions = new AtomicLong();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sign-of-life").factory());
    private boolean started;
    private boolean failing;
    private long signs;

    /** @param self names this node and process, unlike any other */
    public Nodes(Database database, ChangeFeed changes, String self) {
        this.database = database;
        this.changes = changes;
        this.self = self;
        changes.subscribe(QUESTION, this::answer);
    }

    /**
     * A question to the other nodes: whether they have heard of what one transaction changed.
     *
     * @param nodes the other nodes that lived when it was put
     */
    public record Question(String id, Set<String> nodes) {}

    /** From now on others wait for this node. Start the change feed before. */
    public void start() {
        started = true;
        giveSign();
        worker.scheduleWithFixedDelay(
                this::giveSign, SIGN_EVERY.toMillis(), SIGN_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveSign() {
        try {
            database.inTransaction(transaction -> giveSign(transaction.session()));
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("cannot give a sign of life; trying on", e);
            }
            failing = true;
        }
    }

    private void giveSign(Session session) {
        int updated = session.createNativeMutationQuery("update node set seen_at = current_timestamp where id = :self")
                .setParameter("self", self)
                .executeUpdate();
        if (updated == 0) {
            session.createNativeMutationQuery("insert into node (id, seen_at) values (:self, current_timestamp)")
                    .setParameter("self", self)
                    .executeUpdate();
        }
        if (signs++ % PRUNE_EVERY_SIGNS == 0) {
            session.createNativeMutationQuery("delete from node where seen_at < current_timestamp - interval '1' day")
                    .executeUpdate();
            session.createNativeMutationQuery(
                            "delete from heard where heard_at < current_timestamp - interval '1' hour")
                    .executeUpdate();
        }
    }

    /**
     * Asks the other nodes, with the transaction's commit, whether they have heard of what it changed. Publish the changes
     * before.
     */
    public Question ask(Transaction transaction) {
        Set<String> others = Set.copyOf(transaction
                .session()
                .createNativeQuery("select id from node where id <> :self and " + LIVES, String.class)
                .setParameter("self", self)
                .getResultList());
        Question question = new Question(self + ':' + questions.incrementAndGet(), others);
        if (!others.isEmpty()) {
            changes.publish(transaction, QUESTION, question.id());
        }
        return question;
    }

    /** A node hears changes in their order: when it hears the question, it has heard what it is about. */
    private void answer(String question) {
        if (question.startsWith(self + ':')) {
            return;
        }
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("insert into heard (question, node_id, heard_at)"
                        + " select :question, :self, current_timestamp"
                        + " where not exists (select 1 from heard where question = :question and node_id = :self)")
                .setParameter("question", question)
                .setParameter("self", self)
                .executeUpdate());
    }

    /**
     * Waits until every node has answered that still lives; not for ever: a node that lives and does not listen does not stop
     * the others. Not to be called inside a transaction.
     *
     * @return whether all have
     */
    public boolean await(Question question) {
        long end = System.nanoTime() + WAIT_AT_MOST.toNanos();
        Set<String> silent = question.nodes();
        while (!silent.isEmpty() && System.nanoTime() - end < 0) {
            silent = database.read(session -> silent(session, question));
            if (!silent.isEmpty()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
        if (!silent.isEmpty()) {
            LOG.warn("nodes {} live, and have not heard of a change for {}", silent, WAIT_AT_MOST);
        }
        return silent.isEmpty();
    }

    private static Set<String> silent(Session session, Question question) {
        List<String> nodes = session.createNativeQuery(
                        "select id from node where " + LIVES
                                + " and not exists (select 1 from heard where question = :question and node_id = id)",
                        String.class)
                .setParameter("question", question.id())
                .getResultList();
        Set<String> silent = new HashSet<>(question.nodes());
        silent.retainAll(nodes);
        return silent;
    }

    /** Nobody waits for this node any more. */
    @Override
    public void close() {
        // No interrupt: it would close H2's file under everyone.
        worker.close();
        if (!started) {
            return;
        }
        try {
            database.inTransaction(transaction -> transaction
                    .session()
                    .createNativeMutationQuery("delete from node where id = :self")
                    .setParameter("self", self)
                    .executeUpdate());
        } catch (RuntimeException e) {
            LOG.warn("others will wait for this node for some seconds", e);
        }
    }
}
