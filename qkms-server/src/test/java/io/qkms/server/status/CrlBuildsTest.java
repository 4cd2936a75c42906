package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrlBuildsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final AtomicInteger made = new AtomicInteger();
    private final Deque<Runnable> started = new ArrayDeque<>();

    @Test
    void sharesAListAmongThoseWhoWaitForIt() {
        CrlBuilds builds = new CrlBuilds(this::list, started::add);
        CompletableFuture<PublishedCrl> first = builds.next("ca_1");
        CompletableFuture<PublishedCrl> second = builds.next("ca_1");

        started.remove().run();

        assertThat(first).isSameAs(second).isCompleted();
        assertThat(made).hasValue(1);
        assertThat(started).isEmpty();
    }

    @Test
    void givesWhoComesWhileAListIsMadeTheNextOne() {
        Deque<CompletableFuture<PublishedCrl>> late = new ArrayDeque<>();
        CrlBuilds[] builds = new CrlBuilds[1];
        builds[0] = new CrlBuilds(
                id -> {
                    if (made.get() == 0) {
                        late.add(builds[0].next(id));
                        late.add(builds[0].next(id));
                    }
                    return list(id);
                },
                started::add);
        CompletableFuture<PublishedCrl> early = builds[0].next("ca_1");

        started.remove().run();

        assertThat(early.join().number()).isEqualTo(1);
        assertThat(late).allSatisfy(list -> assertThat(list.join().number()).isEqualTo(2));
        assertThat(made).hasValue(2);
        assertThat(started).as("one thread makes both").isEmpty();
    }

    @Test
    void tellsAllWhoWaitOfAFailureAndGoesOn() {
        CrlBuilds builds = new CrlBuilds(
                id -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return list(id);
                },
                started::add);
        CompletableFuture<PublishedCrl> failing = builds.next("ca_1");
        started.remove().run();

        CompletableFuture<PublishedCrl> next = builds.next("ca_1");
        started.remove().run();

        assertThat(failing).isCompletedExceptionally();
        assertThat(next).isCompleted();
    }

    @Test
    void makesListsOfDifferentIssuersApart() {
        CrlBuilds builds = new CrlBuilds(this::list, started::add);
        builds.next("ca_1");
        builds.next("ca_2");

        assertThat(started).hasSize(2);
    }

    private PublishedCrl list(String issuerId) {
        return new PublishedCrl(issuerId, made.incrementAndGet(), NOW, NOW.plusSeconds(60), new byte[] {1});
    }
}
