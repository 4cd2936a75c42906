package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdentifiersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void beginWithTheirKindAndAre26CharactersOfBase32() {
        assertThat(at(NOW).next("key")).matches("key_[0-9a-hjkmnp-tv-z]{26}");
    }

    @Test
    void areNeverTheSameThoughMadeInTheSameMillisecond() {
        Identifiers identifiers = at(NOW);

        assertThat(Stream.generate(() -> identifiers.next("csr")).limit(10_000)).doesNotHaveDuplicates();
    }

    @Test
    void sortByTimeSoThatTheirIndexGrowsAtOneEnd() {
        assertThat(at(NOW).next("csr")).isLessThan(at(NOW.plusMillis(1)).next("csr"));
        assertThat(at(NOW).next("csr"))
                .isLessThan(at(NOW.plusSeconds(1_000_000_000)).next("csr"));
    }

    private static Identifiers at(Instant time) {
        return new Identifiers(InstantSource.fixed(time), new SecureRandom());
    }
}
