package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class ChangeFeedTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

    private final Database database;
    private final ChangeFeed here;
    private final ChangeFeed there;
    private final BlockingQueue<String> heardHere = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heardThere = new LinkedBlockingQueue<>();

    ChangeFeedTest(TestDatabase testDatabase) {
        database = testDatabase.open(ChangeFeed.records());
        here = new ChangeFeed(database, CLOCK);
        there = new ChangeFeed(database, CLOCK);
        here.subscribe("key", heardHere::add);
        there.subscribe("key", heardThere::add);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void isHeardHereBeforeTheTransactionsCallerGoesOn() {
        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));

        assertThat(heardHere).containsExactly("key_1");
    }

    @Test
    void isHeardByAnotherNode() throws InterruptedException {
        there.start();

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));

        assertThat(heardThere.poll(10, TimeUnit.SECONDS)).isEqualTo("key_1");
    }

    @Test
    void isHeardOnceWhereItWasMade() {
        here.poll();
        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));

        here.poll();

        assertThat(heardHere).containsExactly("key_1");
    }

    @Test
    void isNotHeardByThoseWhoListenToOtherKinds() {
        there.poll();
        database.inTransaction(transaction -> here.publish(transaction, "client", "x"));

        there.poll();

        assertThat(heardThere).isEmpty();
    }

    @Test
    void isNotHeardIfTheTransactionThrew() {
        there.poll();
        assertThatThrownBy(() -> database.inTransaction(transaction -> {
                    here.publish(transaction, "key", "key_1");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        there.poll();

        assertThat(heardHere).isEmpty();
        assertThat(heardThere).isEmpty();
    }

    @Test
    void isHeardThoughALaterChangeWasCommittedBefore() throws InterruptedException {
        there.poll();

        commitTwoInReverse(there::poll);

        there.poll();
        assertThat(heardThere).containsExactly("late number", "early number");
    }

    @Test
    void isHeardThoughItWasUnderWayWhenTheListenerBegan() throws InterruptedException {
        commitTwoInReverse(there::poll);

        there.poll();
        assertThat(heardThere).containsExactly("early number");
    }

    @Test
    void goesOnWhenAListenerFails() {
        here.subscribe("key", subject -> {
            throw new IllegalStateException("on purpose");
        });
        BlockingQueue<String> last = new LinkedBlockingQueue<>();
        here.subscribe("key", last::add);

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));

        assertThat(List.copyOf(last)).containsExactly("key_1");
    }

    @Test
    void tellsAListenerThatFailedAgainUntilItHears() {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        here.subscribe("key", failing(2, heard));
        here.poll();

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));
        here.poll();
        assertThat(heard).isEmpty();
        here.poll();
        here.poll();

        assertThat(heard).containsExactly("key_1");
    }

    @Test
    void tellsOfAnotherNodesChangeAgainUntilItIsHeard() {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        there.subscribe("key", failing(1, heard));
        there.poll();

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));
        there.poll();
        there.poll();

        assertThat(heard).containsExactly("key_1");
    }

    @Test
    void tellsOnceWhatChangedOftenWhileTheListenerFailed() {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        here.subscribe("key", failing(3, heard));
        here.poll();

        for (int i = 0; i < 3; i++) {
            database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));
        }
        here.poll();

        assertThat(heard).containsExactly("key_1");
    }

    @Test
    void tellsThoseBehindOnceMoreWhenAListenerHasRecovered() {
        BlockingQueue<String> behind = new LinkedBlockingQueue<>();
        here.subscribe("ca", failing(1, new LinkedBlockingQueue<>()));
        here.subscribe("ca", behind::add);
        here.poll();

        database.inTransaction(transaction -> here.publish(transaction, "ca", "ca_1"));
        here.poll();

        assertThat(behind).containsExactly("ca_1", "ca_1");
    }

    @Test
    void tellsAListenerInTheBackgroundThatFailedAgain() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        here.subscribeInBackground("key", failing(2, heard));
        here.start();

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("key_1");
    }

    @Test
    void doesNotWaitForAListenerInTheBackground() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        here.subscribeInBackground("key", subject -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            heard.countDown();
        });

        database.inTransaction(transaction -> here.publish(transaction, "key", "key_1"));
        goOn.countDown();

        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Fails so many times, then hears. */
    private static Consumer<String> failing(int times, BlockingQueue<String> heard) {
        AtomicInteger left = new AtomicInteger(times);
        return subject -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
            }
            heard.add(subject);
        };
    }

    /** One transaction takes its number first and commits last; in between something is done. */
    private void commitTwoInReverse(Runnable inBetween) throws InterruptedException {
        CountDownLatch numbered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread early = Thread.ofVirtual()
                .start(() -> database.inTransaction(transaction -> {
                    here.publish(transaction, "key", "early number");
                    numbered.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        numbered.await();
        database.inTransaction(transaction -> here.publish(transaction, "key", "late number"));
        inBetween.run();
        goOn.countDown();
        early.join();
    }
}
