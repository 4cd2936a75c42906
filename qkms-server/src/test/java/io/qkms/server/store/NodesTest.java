package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class NodesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

    private final Database database;
    private final ChangeFeed hereChanges;
    private final ChangeFeed thereChanges;
    private final Nodes here;
    private final Nodes there;
    private final String thereName = "there-" + UUID.randomUUID();

    NodesTest(TestDatabase testDatabase) {
        database = testDatabase.open(ChangeFeed.records());
        hereChanges = new ChangeFeed(database, CLOCK);
        thereChanges = new ChangeFeed(database, CLOCK);
        here = new Nodes(database, hereChanges, "here-" + UUID.randomUUID());
        there = new Nodes(database, thereChanges, thereName);
        hereChanges.start();
        here.start();
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        hereChanges.close();
        thereChanges.close();
    }

    @Test
    void asksNobodyWhereThereIsOneNode() {
        Nodes.Question question = database.transaction(here::ask);

        assertThat(question.nodes()).isEmpty();
        assertThat(here.await(question)).isTrue();
    }

    @Test
    void waitsUntilAnotherNodeHasHeard() {
        thereChanges.start();
        there.start();

        Nodes.Question question = database.transaction(here::ask);

        assertThat(question.nodes()).containsExactly(thereName);
        assertThat(here.await(question)).isTrue();
        assertThat(heard(question)).isEqualTo(1);
    }

    @Test
    void waitsNoLongerForANodeThatDiesMeanwhile() {
        // It never listens.
        there.start();
        Nodes.Question question = database.transaction(here::ask);
        there.close();

        assertThat(here.await(question)).isTrue();
        assertThat(heard(question)).isZero();
    }

    @Test
    void asksNoNodeThatHasGivenNoSignOfLifeForSeconds() {
        there.start();
        there.close();
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery(
                        "insert into node (id, seen_at) values (:id, current_timestamp - interval '8' second)")
                .setParameter("id", thereName)
                .executeUpdate());

        assertThat(database.transaction(here::ask).nodes()).isEmpty();
    }

    private long heard(Nodes.Question question) {
        return database.read(session -> session.createNativeQuery(
                        "select count(*) from heard where question = :question", Long.class)
                .setParameter("question", question.id())
                .getSingleResult());
    }
}
