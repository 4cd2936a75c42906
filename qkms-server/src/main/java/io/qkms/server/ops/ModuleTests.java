package io.qkms.server.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.qkms.core.module.ModuleHealth;
import io.qkms.core.module.SignatureModules;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the known-answer tests of all signature modules every ten minutes, so that one that has failed is found and one that works again is used. */
public final class ModuleTests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleTests.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final SignatureModules modules;
    private final ScheduledExecutorService runner = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("module-tests").factory());

    public ModuleTests(SignatureModules modules) {
        this.modules = modules;
    }

    /** Begins; the first run is ten minutes from now, since every module is tested before its first use anyway. */
    public void start() {
        var unused = runner.scheduleWithFixedDelay(this::run, EVERY.toMillis(), EVERY.toMillis(), MILLISECONDS);
    }

    /** Runs all tests now. */
    void run() {
        try {
            modules.runKnownAnswerTests();
            modules.health().stream()
                    .filter(health -> health.state() == ModuleHealth.State.FAILED)
                    .forEach(health -> LOG.error(
                            "signature module {} is out of service for {}: {}",
                            health.module(),
                            health.algorithm().displayName(),
                            health.failure()));
        } catch (RuntimeException e) {
            LOG.error("the known-answer tests did not run", e);
        }
    }

    @Override
    public void close() {
        runner.shutdownNow();
    }
}
