package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.error.ErrorCode;
import io.qkms.server.access.AccessDenials.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessDenialsTest {
    private static final Instant MINUTE = Instant.parse("2026-11-21T12:00:00Z");

    private Instant now = MINUTE.plusSeconds(5);
    private final List<Counted> recorded = new ArrayList<>();
    private final AccessDenials denials = new AccessDenials(() -> now, recorded::add);

    @Test
    void recordsOncePerMinuteAndAddress() {
        denials.unauthenticated("192.0.2.1");
        denials.unauthenticated("192.0.2.1");
        denials.unauthenticated("192.0.2.2");
        now = MINUTE.plusSeconds(60);
        denials.unauthenticated("192.0.2.1");

        denials.flush();

        assertThat(recorded)
                .containsExactlyInAnyOrder(
                        new Counted(MINUTE, "192.0.2.1", ErrorCode.UNAUTHENTICATED, 2),
                        new Counted(MINUTE, "192.0.2.2", ErrorCode.UNAUTHENTICATED, 1));
    }

    @Test
    void recordsNothingTwice() {
        denials.unauthenticated("192.0.2.1");
        now = MINUTE.plusSeconds(60);
        denials.flush();
        denials.flush();
        denials.close();

        assertThat(recorded).hasSize(1);
    }

    @Test
    void recordsTheRunningMinuteWhenTheServerStops() {
        denials.unauthenticated("192.0.2.1");
        denials.flush();
        assertThat(recorded).isEmpty();

        denials.close();

        assertThat(recorded).containsExactly(new Counted(MINUTE, "192.0.2.1", ErrorCode.UNAUTHENTICATED, 1));
    }

    @Test
    void aFloodFromManyAddressesIsCountedTogetherBeyondTheThousandth() {
        for (int i = 0; i < 1_500; i++) {
            denials.unauthenticated("2001:db8::" + Integer.toHexString(i));
        }
        denials.close();

        assertThat(recorded).hasSize(1_001).contains(new Counted(MINUTE, "others", ErrorCode.UNAUTHENTICATED, 500));
    }
}
