package io.qkms.server.store;

import java.util.LinkedHashSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener, and the subjects that it has still to hear: those that it failed for, and those that wait for the thread that
 * calls it. A subject is owed once, however often it changed. Safe for use by many threads.
 */
final class Subscription {
    /** More than a failing listener should ever be owed; see {@link #isFull()}. */
    private static final int MOST_OWED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final String kind;
    private final Consumer<String> listener;
    private final @Nullable Executor background;
    private final LinkedHashSet<String> owed = new LinkedHashSet<>();
    private final ReentrantLock settling = new ReentrantLock();
    private volatile boolean failing;

    /** @param background calls the listener; null for the thread that tells */
    Subscription(String kind, Consumer<String> listener, @Nullable Executor background) {
        this.kind = kind;
        this.listener = listener;
        this.background = background;
    }

    /** Whether nothing more should be read from the store before this listener has caught up. */
    boolean isFull() {
        synchronized (owed) {
            return owed.size() >= MOST_OWED;
        }
    }

    /** Calls the listener, or lets it be called. What it throws is logged; then the subject stays owed. */
    void tell(String subject) {
        if (background != null) {
            owe(subject);
            settle(settled -> {});
        } else {
            call(subject);
        }
    }

    /**
     * Calls the listener for what it is owed, the oldest first, until it fails.
     *
     * @param settled hears which subjects the listener has now heard
     */
    void settle(Consumer<String> settled) {
        if (isEmpty()) {
            return;
        }
        if (background == null) {
            settleHere(settled);
            return;
        }
        try {
            background.execute(() -> settleHere(settled));
        } catch (RejectedExecutionException e) {
            LOG.debug("the feed is closed: {} are not told any more", kind, e);
        }
    }

    private void settleHere(Consumer<String> settled) {
        boolean going = true;
        // Asked again after the lock is given back: something may have been owed just before.
        while (going && !isEmpty() && settling.tryLock()) {
            try {
                String subject = next();
                while (going && subject != null) {
                    going = call(subject);
                    if (going) {
                        settled.accept(subject);
                        subject = next();
                    }
                }
            } finally {
                settling.unlock();
            }
        }
    }

    private boolean call(String subject) {
        try {
            listener.accept(subject);
            if (failing) {
                failing = false;
                LOG.info("a listener to {} hears again", kind);
            }
            return true;
        } catch (RuntimeException e) {
            owe(subject);
            if (!failing) {
                LOG.error("a listener to {} failed for {}; trying on", kind, subject, e);
            }
            failing = true;
            return false;
        }
    }

    private void owe(String subject) {
        synchronized (owed) {
            owed.add(subject);
        }
    }

    private boolean isEmpty() {
        synchronized (owed) {
            return owed.isEmpty();
        }
    }

    /** Taken before the listener is called: what changes from here on is owed anew. */
    private @Nullable String next() {
        synchronized (owed) {
            return owed.isEmpty() ? null : owed.removeFirst();
        }
    }
}
