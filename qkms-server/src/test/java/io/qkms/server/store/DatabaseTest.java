package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class DatabaseTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

    private final Database database;

    DatabaseTest(TestDatabase testDatabase) {
        database = testDatabase.open(ChangeRecord.class);
    }

    @Test
    void keepsWhatATransactionWroteWithItsTimeToTheMicrosecond() {
        long id = insert("kept");

        ChangeRecord found = database.read(session -> session.find(ChangeRecord.class, id));

        assertThat(found.subject).isEqualTo("kept");
        assertThat(found.createdAt).isEqualTo(NOW);
    }

    @Test
    void forgetsEverythingOfATransactionThatThrew() {
        assertThatThrownBy(() -> database.inTransaction(transaction -> {
                    transaction.session().persist(new ChangeRecord("kind", "rolled back", NOW));
                    transaction.session().flush();
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("on purpose");

        assertThat(count("rolled back")).isZero();
    }

    @Test
    void runsHooksInOrderAndOnlyAfterTheCommitIsVisibleToOthers() {
        List<String> events = new ArrayList<>();

        database.inTransaction(transaction -> {
            transaction.session().persist(new ChangeRecord("kind", "hooked", NOW));
            transaction.afterCommit(() -> events.add("first sees " + count("hooked")));
            transaction.afterCommit(() -> events.add("second"));
            events.add("work");
        });

        assertThat(events).containsExactly("work", "first sees 1", "second");
    }

    @Test
    void runsNoHookOfATransactionThatThrew() {
        List<String> events = new ArrayList<>();

        assertThatThrownBy(() -> database.inTransaction(transaction -> {
                    transaction.afterCommit(() -> events.add("hook"));
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(events).isEmpty();
    }

    @Test
    void answersThoughAHookFailed() {
        String answer = database.transaction(transaction -> {
            transaction.session().persist(new ChangeRecord("kind", "hook fails", NOW));
            transaction.afterCommit(() -> {
                throw new IllegalStateException("on purpose");
            });
            return "answer";
        });

        assertThat(answer).isEqualTo("answer");
        assertThat(count("hook fails")).isEqualTo(1);
    }

    @Test
    void refusesATransactionInsideATransaction() {
        assertThatThrownBy(() -> database.inTransaction(outer -> count("anything")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already running");
    }

    private long insert(String subject) {
        return database.transaction(transaction -> {
            ChangeRecord change = new ChangeRecord("kind", subject, NOW);
            transaction.session().persist(change);
            return change.id;
        });
    }

    private long count(String subject) {
        return database.read(
                session -> session.createNativeQuery("select count(*) from change where subject = :subject", Long.class)
                        .setParameter("subject", subject)
                        .getSingleResult());
    }
}
