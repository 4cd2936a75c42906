package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeWindowTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void asksAgainForNumbersThatItPassedOver() {
        ChangeWindow window = new ChangeWindow(List.of(5L), NOW);

        window.read(8, NOW);

        assertThat(window.highest()).isEqualTo(8);
        assertThat(window.gaps(NOW)).containsExactly(6L, 7L);
    }

    @Test
    void asksNoMoreForAGapOnceItWasRead() {
        ChangeWindow window = new ChangeWindow(List.of(5L), NOW);
        window.read(8, NOW);

        window.read(7, NOW);

        assertThat(window.highest()).isEqualTo(8);
        assertThat(window.gaps(NOW)).containsExactly(6L);
    }

    @Test
    void knowsAtTheBeginningWhatMayStillBeUnderWay() {
        ChangeWindow window = new ChangeWindow(List.of(9L, 7L, 6L), NOW);

        assertThat(window.highest()).isEqualTo(9);
        assertThat(window.gaps(NOW)).containsExactly(8L);
    }

    @Test
    void givesAGapUpWhenNoTransactionCanStillFillIt() {
        ChangeWindow window = new ChangeWindow(List.of(5L), NOW);
        window.read(7, NOW);

        assertThat(window.gaps(NOW.plus(ChangeWindow.PATIENCE))).containsExactly(6L);
        assertThat(window.gaps(NOW.plus(ChangeWindow.PATIENCE).plusSeconds(1))).isEmpty();
    }

    @Test
    void staysSmallWhenNumbersLeap() {
        ChangeWindow window = new ChangeWindow(List.of(5L), NOW);

        window.read(1_000_000_000, NOW);

        assertThat(window.gaps(NOW)).hasSize(ChangeWindow.MOST_GAPS);
    }
}
