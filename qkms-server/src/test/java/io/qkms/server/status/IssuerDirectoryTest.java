package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.x509.Issuer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IssuerDirectoryTest {
    private static final StatusIssuer OLD = issuer("ca_old");
    private static final StatusIssuer NEW = issuer("ca_new");

    @Test
    void keepsWhatWasReadLaterWhenTwoLoadAtOnce() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        IssuerDirectory directory = new IssuerDirectory(new Changing(reading, goOn));
        Thread first = Thread.ofPlatform().start(directory::load);
        reading.await();

        Thread second = Thread.ofPlatform().start(directory::load);
        Eventually.holds(() -> assertThat(second.getState()).isIn(Thread.State.WAITING, Thread.State.TERMINATED));
        goOn.countDown();
        first.join();
        second.join();

        assertThat(directory.all()).containsExactly(NEW);
    }

    private static StatusIssuer issuer(String id) {
        return new StatusIssuer(id, false, 1, TestCertificate.selfSigned(), Duration.ofDays(7), Duration.ofHours(4));
    }

    /** Whose first reader sees the old state, and is held up after that. */
    private static final class Changing implements StatusIssuers {
        private final AtomicInteger readers = new AtomicInteger();
        private final CountDownLatch reading;
        private final CountDownLatch goOn;

        Changing(CountDownLatch reading, CountDownLatch goOn) {
            this.reading = reading;
            this.goOn = goOn;
        }

        @Override
        public List<StatusIssuer> all() {
            if (readers.getAndIncrement() > 0) {
                return List.of(NEW);
            }
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(OLD);
        }

        @Override
        public Optional<String> defaultIssuer() {
            return Optional.empty();
        }

        @Override
        public Issuer signing(String issuerId) {
            throw new AssertionError("nobody signs here");
        }
    }
}
