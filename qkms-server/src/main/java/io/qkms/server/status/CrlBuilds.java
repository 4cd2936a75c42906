package io.qkms.server.status;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who want a new list of one issuer share it: while one is being made, all who come wait for the next, which begins when
 * that is done. So a list is begun after each of its waiters came, and thousand revocations at once cost two lists. Safe for use by
 * many threads.
 */
final class CrlBuilds {
    private final Function<String, PublishedCrl> publish;
    private final Executor executor;
    private final Map<String, Waiting> byIssuer = new HashMap<>();

    /**
     * @param publish makes and publishes a list of an issuer; blocking
     * @param executor runs it, so that who asks can decide how long to wait
     */
    CrlBuilds(Function<String, PublishedCrl> publish, Executor executor) {
        this.publish = publish;
        this.executor = executor;
    }

    /** The next list of an issuer that is begun from now on. */
    synchronized CompletableFuture<PublishedCrl> next(String issuerId) {
        Waiting waiting = byIssuer.computeIfAbsent(issuerId, id -> new Waiting());
        CompletableFuture<PublishedCrl> next = waiting.next;
        if (next == null) {
            next = new CompletableFuture<>();
            waiting.next = next;
        }
        if (!waiting.building) {
            waiting.building = true;
            executor.execute(() -> buildUntilNobodyWaits(issuerId));
        }
        return next;
    }

    private void buildUntilNobodyWaits(String issuerId) {
        for (CompletableFuture<PublishedCrl> list = take(issuerId); list != null; list = take(issuerId)) {
            try {
                list.complete(publish.apply(issuerId));
            } catch (RuntimeException | Error e) {
                list.completeExceptionally(e);
            }
        }
    }

    /** Those who wait now; from here on who comes waits for the one after. Null, and forgotten, if nobody does. */
    private synchronized @Nullable CompletableFuture<PublishedCrl> take(String issuerId) {
        Waiting waiting = byIssuer.get(issuerId);
        CompletableFuture<PublishedCrl> next = waiting == null ? null : waiting.next;
        if (waiting == null || next == null) {
            byIssuer.remove(issuerId);
            return null;
        }
        waiting.next = null;
        return next;
    }

    /** Present while a list of the issuer is being made, or about to be. */
    private static final class Waiting {
        boolean building;

        @Nullable
        CompletableFuture<PublishedCrl> next;
    }
}
