package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.x509.SerialNumber;
import io.qkms.server.certificate.RevocationPublisher.Publication;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusPublisherTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.7Z");
    private static final SerialNumber SERIAL = new SerialNumber(BigInteger.TEN);

    @Test
    void saysWhenTheListWasPublished() {
        Instant thisUpdate = Instant.parse("2026-11-21T10:00:01Z");
        CrlBuilds builds = new CrlBuilds(
                id -> new PublishedCrl(id, 1, thisUpdate, thisUpdate.plusSeconds(60), new byte[] {1}), Runnable::run);

        assertThat(publish(builds)).isEqualTo(new Publication(Instant.parse("2026-11-21T10:00:01Z"), thisUpdate));
    }

    @Test
    void doesNotClaimAPublicationThatTakesTooLong() {
        CrlBuilds never = new CrlBuilds(
                id -> {
                    throw new AssertionError("not reached");
                },
                task -> {});

        assertThat(publish(never).publishedAt()).isNull();
    }

    @Test
    void doesNotClaimAPublicationThatFailed() {
        CrlBuilds failing = new CrlBuilds(
                id -> {
                    throw new IllegalStateException("on purpose");
                },
                Runnable::run);

        assertThat(publish(failing).publishedAt()).isNull();
        assertThat(failing.next("ca_1")).isCompletedExceptionally();
    }

    private static Publication publish(CrlBuilds builds) {
        return new StatusPublisher(null, builds, null, () -> NOW, Duration.ofMillis(10)).publish("ca_1", SERIAL);
    }
}
