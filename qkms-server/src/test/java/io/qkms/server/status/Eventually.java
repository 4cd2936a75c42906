package io.qkms.server.status;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread is about to do; a failure is what still does not hold after some seconds. */
final class Eventually {
    private static final long LIMIT = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private Eventually() {}

    static void holds(Runnable assertion) {
        long end = System.nanoTime() + LIMIT;
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
