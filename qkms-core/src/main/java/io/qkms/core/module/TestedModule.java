package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.ModuleHealth.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One algorithm of one module, in service only while its known-answer test holds. Safe for use by many threads; those that
 * come while a test runs before the first use wait for it.
 */
final class TestedModule {
    private static final Logger LOG = LoggerFactory.getLogger(TestedModule.class);

    private final SignatureModule module;
    private final Algorithm algorithm;
    private final InstantSource clock;
    private final ReentrantLock testing = new ReentrantLock();
    private volatile Outcome outcome = new Outcome(State.UNTESTED, null, null, null);

    private record Outcome(
            State state,
            @Nullable Instant testedAt,
            @Nullable Duration latency,
            @Nullable String failure) {}

    TestedModule(SignatureModule module, Algorithm algorithm, InstantSource clock) {
        this.module = module;
        this.algorithm = algorithm;
        this.clock = clock;
    }

    SignatureModule module() {
        return module;
    }

    /** Whether operations may be given to the module; tests it first if that is still to be known. */
    boolean inService() {
        if (outcome.state() == State.UNTESTED) {
            testing.lock();
            try {
                if (outcome.state() == State.UNTESTED) {
                    test();
                }
            } finally {
                testing.unlock();
            }
        }
        return outcome.state() == State.PASSED;
    }

    /** An operation failed: the module is not used again before it has passed its test anew. */
    void suspect(Throwable failure) {
        LOG.warn("module {} failed an operation of {}", module.name(), algorithm.displayName(), failure);
        Outcome before = outcome;
        if (before.state() == State.PASSED) {
            outcome = new Outcome(State.UNTESTED, before.testedAt(), before.latency(), null);
        }
    }

    /** Runs the known-answer test now, whatever the last one said. */
    void retest() {
        testing.lock();
        try {
            test();
        } finally {
            testing.unlock();
        }
    }

    private void test() {
        long start = System.nanoTime();
        String failure = failureOfKnownAnswer();
        Duration latency = Duration.ofNanos(System.nanoTime() - start);
        State state = failure == null ? State.PASSED : State.FAILED;
        if (state == State.FAILED && outcome.state() != State.FAILED) {
            LOG.error("module {} is out of service for {}: {}", module.name(), algorithm.displayName(), failure);
        } else if (state == State.PASSED && outcome.state() == State.FAILED) {
            LOG.info("module {} is back in service for {}", module.name(), algorithm.displayName());
        }
        outcome = new Outcome(state, clock.instant(), latency, failure);
    }

    private @Nullable String failureOfKnownAnswer() {
        try {
            KnownAnswer.of(algorithm).check(module);
            return null;
        } catch (RuntimeException | LinkageError e) {
            return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
        }
    }

    ModuleHealth health() {
        Outcome last = outcome;
        return new ModuleHealth(
                module.name(), algorithm, last.state(), last.testedAt(), last.latency(), last.failure());
    }
}
