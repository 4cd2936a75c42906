package io.qkms.server.ops;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server can do its work, and if not, why not. The checks run side by side, each when it is asked for and with
 * {@value #PATIENCE_MILLIS} ms to answer. Safe for use by many threads.
 */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long PATIENCE_MILLIS = 2_000;

    private final List<Check> checks;
    private final Duration patience;

    public Readiness(List<Check> checks) {
        this(checks, Duration.ofMillis(PATIENCE_MILLIS));
    }

    Readiness(List<Check> checks, Duration patience) {
        this.checks = List.copyOf(checks);
        this.patience = patience;
    }

    /**
     * One thing that the server needs.
     *
     * @param name for example {@code store}
     * @param reasonDown why it is missing; empty while it is there. What it throws counts as a reason, too
     */
    public record Check(String name, Supplier<Optional<String>> reasonDown) {}

    /** Up or down, as the answers print it. */
    enum Status {
        UP,
        DOWN
    }

    /** All checks together. */
    record Report(Status status, List<Result> checks) {}

    /**
     * One check.
     *
     * @param reason why it is down; null while it is up
     */
    record Result(String name, Status status, @Nullable String reason) {}

    /** Asks every check. Blocks up to the patience. */
    Report report() {
        List<CompletableFuture<Result>> asked = checks.stream().map(this::ask).toList();
        List<Result> results = asked.stream().map(CompletableFuture::join).toList();
        boolean up = results.stream().allMatch(result -> result.status() == Status.UP);
        return new Report(up ? Status.UP : Status.DOWN, results);
    }

    private CompletableFuture<Result> ask(Check check) {
        return CompletableFuture.supplyAsync(check.reasonDown(), work -> Thread.startVirtualThread(work))
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((reason, failure) -> {
                    if (failure != null) {
                        return new Result(check.name(), Status.DOWN, reason(check, failure));
                    }
                    return reason.map(why -> new Result(check.name(), Status.DOWN, why))
                            .orElseGet(() -> new Result(check.name(), Status.UP, null));
                });
    }

    /** The answer is public: it tells that something failed, the log tells what. */
    private String reason(Check check, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TimeoutException) {
            return "no answer within " + patience.toMillis() + " ms";
        }
        LOG.warn("not ready: {}", check.name(), cause);
        return "not available";
    }
}
