package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class LeaseTest {
    private static final Duration TTL = Duration.ofSeconds(5);

    private final Database database;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InstantSource clock = () -> now;

    LeaseTest(TestDatabase testDatabase) {
        database = testDatabase.open();
    }

    @Test
    void isHeldByOneOnly() {
        assertThat(lease("one holder", "a").acquire()).isTrue();
        assertThat(lease("one holder", "b").acquire()).isFalse();
    }

    @Test
    void isRenewedByItsHolder() {
        lease("renewed", "a").acquire();
        now = now.plus(TTL.minusSeconds(1));
        assertThat(lease("renewed", "a").acquire()).isTrue();
        now = now.plus(TTL.minusSeconds(1));

        assertThat(lease("renewed", "b").acquire()).isFalse();
    }

    @Test
    void passesOnWhenItsHolderIsSilentForTooLong() {
        lease("silent", "a").acquire();
        now = now.plus(TTL).plusSeconds(1);

        assertThat(lease("silent", "b").acquire()).isTrue();
        assertThat(lease("silent", "a").acquire()).isFalse();
    }

    @Test
    void isFreeAtOnceWhenGivenBack() {
        lease("given back", "a").acquire();
        lease("given back", "a").release();

        assertThat(lease("given back", "b").acquire()).isTrue();
    }

    @Test
    void cannotBeGivenBackByAnother() {
        lease("not yours", "a").acquire();
        lease("not yours", "b").release();

        assertThat(lease("not yours", "b").acquire()).isFalse();
    }

    @Test
    void goesToOneOfManyWhoAskForItFirstAtTheSameTime() throws Exception {
        List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                .<Callable<Boolean>>mapToObj(
                        i -> () -> lease("rush", "holder " + i).acquire())
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long holders = 0;
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                holders += attempt.get() ? 1 : 0;
            }
            assertThat(holders).isEqualTo(1);
        }
    }

    private Lease lease(String name, String holder) {
        return new Lease(database, clock, name, holder, TTL);
    }
}
