package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last known-answer test of one algorithm in one module said.
 *
 * @param module the module's name
 * @param algorithm the algorithm
 * @param state whether the module is in service for it
 * @param testedAt when the last test ended; null if none has run yet
 * @param latency how long it took; null if none has run yet
 * @param failure why it failed; null unless {@code state} is {@link State#FAILED}
 */
public record ModuleHealth(
        String module,
        Algorithm algorithm,
        State state,
        @Nullable Instant testedAt,
        @Nullable Duration latency,
        @Nullable String failure) {

    /** Whether a module is in service for an algorithm. */
    public enum State {
        /** Not tested yet, or to be tested again because an operation failed: the next use tests it first. */
        UNTESTED,
        /** In service. */
        PASSED,
        /** Out of service until a later test passes. */
        FAILED
    }
}
