package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets blocking work in, each on a virtual thread of its own, up to a number: what is inside waits for connections and
 * signing threads; who finds the gate full is told so at once, instead of waiting ever longer. Safe for use by many threads.
 */
public final class AdmissionGate {
    /** Places beyond the capacity, for those who ask how the server is. */
    private static final int FOR_PROBES = 8;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int capacity;
    private final ThreadFactory threads = Thread.ofVirtual().name("call-", 0).factory();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private int inside;
    private boolean closed;

    /** @param capacity how many calls may be inside at once */
    public AdmissionGate(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a gate that lets nobody in: " + capacity);
        }
        this.capacity = capacity;
    }

    /**
     * Starts the work on a virtual thread.
     *
     * @throws QkmsException 42901 if the gate is full, 50301 once it is closed; the work then does not start
     */
    public void run(Runnable work) {
        run(work, capacity);
    }

    /**
     * The same for who asks how the server is, which matters most when it is overloaded: for those there are some more places.
     *
     * @throws QkmsException 42901 if those are taken too, 50301 once the gate is closed; the work then does not start
     */
    public void runProbe(Runnable work) {
        run(work, capacity + FOR_PROBES);
    }

    private void run(Runnable work, int places) {
        enter(places);
        try {
            threads.newThread(() -> {
                        try {
                            work.run();
                        } finally {
                            leave();
                        }
                    })
                    .start();
        } catch (Throwable e) {
            leave();
            throw e;
        }
    }

    private void enter(int places) {
        lock.lock();
        try {
            if (closed) {
                throw refusal(ErrorCode.UNAVAILABLE, "server.stopping");
            }
            if (inside >= places) {
                throw refusal(ErrorCode.TOO_MANY_REQUESTS, "gate.full");
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            inside--;
            if (inside == 0) {
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static QkmsException refusal(ErrorCode code, String rule) {
        return new QkmsException(code, List.of(ErrorDetail.of(null, rule, null)), RETRY, null);
    }

    /** How many calls are inside. */
    public int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets nobody in any more and waits until everybody has left.
     *
     * @return whether everybody has, within the time
     */
    public boolean close(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            closed = true;
            while (inside > 0 && left > 0) {
                left = empty.awaitNanos(left);
            }
            return inside == 0;
        } finally {
            lock.unlock();
        }
    }
}
