package io.qkms.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets time pass between two attempts. */
@FunctionalInterface
interface Pause {

    /**
     * Returns after this time.
     *
     * @throws QkmsConnectionException if the thread is interrupted
     */
    void of(Duration duration);

    /** Lets real time pass. */
    static void real(Duration duration) {
        try {
            new CompletableFuture<Void>().get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QkmsConnectionException("interrupted while waiting to ask again", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it", e);
        }
    }
}
