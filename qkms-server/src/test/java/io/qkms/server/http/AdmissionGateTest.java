package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch started = new CountDownLatch(2);
    private final CountDownLatch release = new CountDownLatch(1);

    private void busy() {
        started.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AdmissionGate full() throws InterruptedException {
        AdmissionGate gate = new AdmissionGate(2);
        gate.run(this::busy);
        gate.run(this::busy);
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        return gate;
    }

    @Test
    void runsWorkOnAVirtualThread() throws InterruptedException {
        AdmissionGate gate = new AdmissionGate(1);
        AtomicBoolean virtual = new AtomicBoolean();
        gate.run(() -> virtual.set(Thread.currentThread().isVirtual()));

        assertThat(gate.close(PATIENCE)).isTrue();
        assertThat(virtual).isTrue();
    }

    @Test
    void refusesAtOnceWhenItIsFullAndSaysWhenToTryAgain() throws InterruptedException {
        AdmissionGate gate = full();

        assertThatThrownBy(() -> gate.run(this::busy)).isInstanceOfSatisfying(QkmsException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            assertThat(refusal.retryAfter()).isPresent();
        });
        assertThat(gate.inside()).isEqualTo(2);
        release.countDown();
    }

    @Test
    void letsSomeProbesInThoughItIsFull() throws InterruptedException {
        AdmissionGate gate = full();
        CountDownLatch probed = new CountDownLatch(1);

        gate.runProbe(probed::countDown);

        assertThat(probed.await(20, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    void refusesProbesBeyondTheirPlaces() throws InterruptedException {
        AdmissionGate gate = full();
        for (int i = 0; i < 8; i++) {
            gate.runProbe(this::busy);
        }

        assertThatThrownBy(() -> gate.runProbe(this::busy))
                .isInstanceOfSatisfying(
                        QkmsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
        release.countDown();
    }

    @Test
    void refusesProbesOnceItIsClosed() throws InterruptedException {
        AdmissionGate gate = new AdmissionGate(1);
        gate.close(PATIENCE);

        assertThatThrownBy(() -> gate.runProbe(this::busy))
                .isInstanceOfSatisfying(
                        QkmsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void letsInAgainWhenSomebodyHasLeft() throws InterruptedException {
        AdmissionGate gate = full();
        release.countDown();
        assertThat(gate.close(PATIENCE)).isTrue();

        assertThat(gate.inside()).isZero();
    }

    @Test
    void refusesWhenItIsClosed() throws InterruptedException {
        AdmissionGate gate = new AdmissionGate(1);
        gate.close(PATIENCE);

        assertThatThrownBy(() -> gate.run(this::busy))
                .isInstanceOfSatisfying(
                        QkmsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void saysThatNotEverybodyLeftInTime() throws InterruptedException {
        AdmissionGate gate = full();

        assertThat(gate.close(Duration.ZERO)).isFalse();
        release.countDown();
        assertThat(gate.close(PATIENCE)).isTrue();
    }

    @Test
    void countsWorkThatThrowsAsDone() throws InterruptedException {
        AdmissionGate gate = new AdmissionGate(1);
        gate.run(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
            throw new IllegalStateException("thrown on purpose");
        });

        assertThat(gate.close(PATIENCE)).isTrue();
    }
}
