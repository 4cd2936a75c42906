package io.qkms.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.server.ops.Readiness.Check;
import io.qkms.server.ops.Readiness.Report;
import io.qkms.server.ops.Readiness.Result;
import io.qkms.server.ops.Readiness.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Check WELL = new Check("well", Optional::empty);

    @Test
    void isUpWhileEveryCheckIs() {
        assertThat(new Readiness(List.of(WELL)).report())
                .isEqualTo(new Report(Status.UP, List.of(new Result("well", Status.UP, null))));
    }

    @Test
    void isDownWithOneCheckAndSaysWhich() {
        Report report = new Readiness(List.of(WELL, new Check("slots", () -> Optional.of("root is sealed")))).report();

        assertThat(report.status()).isEqualTo(Status.DOWN);
        assertThat(report.checks())
                .containsExactly(
                        new Result("well", Status.UP, null), new Result("slots", Status.DOWN, "root is sealed"));
    }

    @Test
    void aCheckThatThrowsIsDownAndTellsNothingOfTheInside() {
        Report report = new Readiness(List.of(new Check("store", () -> {
                    throw new IllegalStateException("jdbc:postgresql://secret-host/");
                })))
                .report();

        assertThat(report.checks()).containsExactly(new Result("store", Status.DOWN, "not available"));
    }

    @Test
    void aCheckThatHangsIsDownAfterAWhile() {
        CountDownLatch never = new CountDownLatch(1);
        Check hanging = new Check("store", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });

        Report report = new Readiness(List.of(hanging, WELL), Duration.ofMillis(20)).report();
        never.countDown();

        assertThat(report.checks())
                .containsExactly(
                        new Result("store", Status.DOWN, "no answer within 20 ms"),
                        new Result("well", Status.UP, null));
    }
}
