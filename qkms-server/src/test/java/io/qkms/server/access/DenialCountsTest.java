package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.error.ErrorCode;
import io.qkms.server.access.DenialCounts.Counted;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DenialCountsTest {
    private static final Instant MINUTE = Instant.parse("2026-11-21T12:00:00Z");

    private Instant now = MINUTE.plusSeconds(5);
    private final DenialCounts counts = new DenialCounts(() -> now);

    @Test
    void countsByMinuteAndAddress() {
        counts.add("192.0.2.1", ErrorCode.UNAUTHENTICATED);
        counts.add("192.0.2.1", ErrorCode.UNAUTHENTICATED);
        counts.add("192.0.2.2", ErrorCode.UNAUTHENTICATED);
        now = MINUTE.plusSeconds(60);
        counts.add("192.0.2.1", ErrorCode.UNAUTHENTICATED);

        assertThat(counts.takeFinished())
                .containsExactlyInAnyOrder(
                        new Counted(MINUTE, "192.0.2.1", ErrorCode.UNAUTHENTICATED, 2),
                        new Counted(MINUTE, "192.0.2.2", ErrorCode.UNAUTHENTICATED, 1));
    }

    @Test
    void givesOutNothingTwice() {
        counts.add("192.0.2.1", ErrorCode.UNAUTHENTICATED);
        now = MINUTE.plusSeconds(60);

        assertThat(counts.takeFinished()).hasSize(1);
        assertThat(counts.takeFinished()).isEmpty();
        assertThat(counts.takeAll()).isEmpty();
    }

    @Test
    void givesOutTheRunningMinuteOnlyIfAskedForEverything() {
        counts.add("192.0.2.1", ErrorCode.UNAUTHENTICATED);

        assertThat(counts.takeFinished()).isEmpty();
        assertThat(counts.takeAll()).containsExactly(new Counted(MINUTE, "192.0.2.1", ErrorCode.UNAUTHENTICATED, 1));
    }

    @Test
    void aFloodFromManyAddressesIsCountedTogetherBeyondTheThousandth() {
        for (int i = 0; i < 1_500; i++) {
            counts.add("2001:db8::" + Integer.toHexString(i), ErrorCode.UNAUTHENTICATED);
        }

        assertThat(counts.takeAll())
                .hasSize(1_001)
                .contains(new Counted(MINUTE, "others", ErrorCode.UNAUTHENTICATED, 500));
    }
}
