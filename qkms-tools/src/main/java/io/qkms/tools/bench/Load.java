package io.qkms.tools.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A closed loop of workers, each of which starts its next operation when its last one has ended. The first part of the time
 * warms up and is not counted.
 */
final class Load {

    /** One operation; fails if its answer is not the expected one. */
    interface Operation {
        Future<?> run(int worker);
    }

    /**
     * What a run measured.
     *
     * @param perSecond operations that ended well, per second of the counted time
     * @param p50 median of the time from start to end of an operation
     * @param p99 99th percentile of the same
     * @param failures operations that did not end well, over the whole time
     */
    record Measured(double perSecond, Duration p50, Duration p99, long failures) {}

    private final Vertx vertx;
    private final Operation operation;
    private final Histogram histogram = new ConcurrentHistogram(3);
    private final java.util.concurrent.atomic.AtomicLong failures = new java.util.concurrent.atomic.AtomicLong();
    private final long countFrom;
    private final long end;

    private Load(Vertx vertx, Operation operation, Duration time) {
        this.vertx = vertx;
        this.operation = operation;
        long now = System.nanoTime();
        this.countFrom = now + time.toNanos() / 3;
        this.end = now + time.toNanos();
    }

    /** Runs {@code workers} loops for the given time and waits for the last answer. */
    static Measured measure(Vertx vertx, int workers, Duration time, Operation operation) {
        Load load = new Load(vertx, operation, time);
        Future.all(java.util.stream.IntStream.range(0, workers)
                        .mapToObj(load::loop)
                        .toList())
                .await();
        double seconds = (load.end - load.countFrom) / 1e9;
        return new Measured(
                load.histogram.getTotalCount() / seconds,
                Duration.ofNanos(load.histogram.getValueAtPercentile(50)),
                Duration.ofNanos(load.histogram.getValueAtPercentile(99)),
                load.failures.get());
    }

    private Future<Void> loop(int worker) {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(ignored -> next(worker, done));
        return done.future();
    }

    private void next(int worker, Promise<Void> done) {
        long start = System.nanoTime();
        if (start >= end) {
            done.complete();
            return;
        }
        operation.run(worker).onComplete(result -> {
            long now = System.nanoTime();
            if (result.failed()) {
                failures.incrementAndGet();
            } else if (start >= countFrom && now <= end) {
                histogram.recordValue(now - start);
            }
            vertx.runOnContext(ignored -> next(worker, done));
        });
    }
}
