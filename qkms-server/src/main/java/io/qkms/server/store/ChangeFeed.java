package io.qkms.server.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every node on one database what changed, so that nobody answers from a stale memory. A change is a row written in the
 * transaction that makes it: it is heard if and only if that commits; on this node at once, on others within a quarter of a
 * second. A listener that throws is called again with every poll until it does not. A change may be heard twice, so hearing must
 * be repeatable (forget, load again). Safe for use by many threads.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration POLL_EVERY = Duration.ofMillis(250);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final int LOOK_BACK = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final Map<String, List<Subscription>> subscribers = new ConcurrentHashMap<>();
    private final Set<Long> heardHere = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("change-feed").factory());
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("change-listener-", 0).factory());
    private @Nullable ChangeWindow window;
    private Instant lastPruned = Instant.EPOCH;
    private boolean failing;

    public ChangeFeed(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(ChangeRecord.class);
    }

    /** Begins to listen to other nodes. Subscribe before; load what is kept in memory after, or a change in between is missed. */
    public void start() {
        poll();
        poller.scheduleWithFixedDelay(this::poll, POLL_EVERY.toMillis(), POLL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Calls the listener with the subject of every change of a kind, listeners in the order of their subscriptions. It must be quick. */
    public void subscribe(String kind, Consumer<String> listener) {
        subscribe(new Subscription(kind, listener, null), kind);
    }

    /** The same for a listener that blocks: it is called on a thread of its own, by one at a time. */
    public void subscribeInBackground(String kind, Consumer<String> listener) {
        subscribe(new Subscription(kind, listener, background), kind);
    }

    private void subscribe(Subscription subscription, String kind) {
        subscribers.computeIfAbsent(kind, k -> new CopyOnWriteArrayList<>()).add(subscription);
    }

    /** Says, with the transaction's commit, that something changed: a kind, for example {@code key}, and which one. */
    public void publish(Transaction transaction, String kind, String subject) {
        ChangeRecord change = new ChangeRecord(kind, subject, clock.instant());
        transaction.session().persist(change);
        transaction.afterCommit(() -> {
            // Where listeners are owed too much, the poll brings it once more when they have caught up.
            if (!isFull()) {
                heardHere.add(change.id);
            }
            subscribersOf(kind).forEach(subscription -> subscription.tell(subject));
        });
    }

    /** Reads what is new. Called by one thread at a time: {@link #start()}'s, then the poller's. */
    void poll() {
        retry();
        if (isFull()) {
            return;
        }
        try {
            Instant now = clock.instant();
            ChangeWindow seen = window;
            if (seen == null) {
                window = new ChangeWindow(database.read(ChangeFeed::latest), now);
                return;
            }
            for (ChangeRecord change : database.read(session -> unread(session, seen, now))) {
                seen.read(change.id, now);
                if (!heardHere.remove(change.id)) {
                    subscribersOf(change.kind).forEach(subscription -> subscription.tell(change.subject));
                }
            }
            prune(now);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("cannot read the changes of other nodes; trying on", e);
            }
            failing = true;
        }
    }

    private static List<Long> latest(Session session) {
        return session.createNativeQuery("select id from change order by id desc limit " + LOOK_BACK, Long.class)
                .getResultList();
    }

    private static List<ChangeRecord> unread(Session session, ChangeWindow seen, Instant now) {
        List<ChangeRecord> above = session.createNativeQuery(
                        "select * from change where id > :highest", ChangeRecord.class)
                .setParameter("highest", seen.highest())
                .getResultList();
        List<Long> gaps = seen.gaps(now);
        List<ChangeRecord> late = gaps.isEmpty()
                ? List.of()
                : session.createNativeQuery("select * from change where id in (:gaps)", ChangeRecord.class)
                        .setParameterList("gaps", gaps)
                        .getResultList();
        return Stream.concat(above.stream(), late.stream())
                .sorted(Comparator.comparingLong(change -> change.id))
                .toList();
    }

    private void prune(Instant now) {
        if (lastPruned.plus(PRUNE_EVERY).isAfter(now)) {
            return;
        }
        lastPruned = now;
        // A poll may see a row before its own transaction's hook has run; such entries would stay.
        heardHere.clear();
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("delete from change where created_at < :limit")
                .setParameter("limit", now.minus(KEPT))
                .executeUpdate());
    }

    /** Tells again whoever failed; and then those behind him, who may have loaded what he keeps. */
    private void retry() {
        for (List<Subscription> ofKind : subscribers.values()) {
            for (int i = 0; i < ofKind.size(); i++) {
                List<Subscription> behind = ofKind.subList(i + 1, ofKind.size());
                ofKind.get(i).settle(subject -> behind.forEach(subscription -> subscription.tell(subject)));
            }
        }
    }

    private boolean isFull() {
        return subscribers.values().stream().flatMap(List::stream).anyMatch(Subscription::isFull);
    }

    private List<Subscription> subscribersOf(String kind) {
        return subscribers.getOrDefault(kind, List.of());
    }

    /** Stops listening, and waits until a poll that runs has ended. */
    @Override
    public void close() {
        // No interrupt: it would close H2's file under everyone.
        poller.close();
        background.close();
    }
}
