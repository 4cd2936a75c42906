package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.Outcome;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class AccessDenialsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:05Z"));

    private final Database database;
    private final AccessDenials denials;

    AccessDenialsTest(TestDatabase databases) {
        database = databases.open(AuditLog.records());
        AuditLog audit = new AuditLog(new Identifiers(CLOCK, new SecureRandom()), CLOCK, "urn:qkms:test", () -> {});
        denials = new AccessDenials(database, audit, CLOCK);
    }

    @BeforeEach
    void empty() {
        database.inTransaction(transaction -> {
            transaction
                    .session()
                    .createNativeMutationQuery("delete from audit_event")
                    .executeUpdate();
            transaction
                    .session()
                    .createNativeMutationQuery("delete from outbox")
                    .executeUpdate();
        });
    }

    @Test
    void everyRefusalOfAKnownCallerIsARecord() {
        denials.start();
        denials.answered(refused(403, 40301, "r-1"));
        denials.answered(refused(403, 40301, "r-2"));
        denials.close();

        assertThat(bodies())
                .hasSize(2)
                .allSatisfy(body -> assertThat(body)
                        .contains(
                                "\"type\":\"io.qkms.access.denied\"",
                                "\"actor\":\"watcher\"",
                                "\"tenant\":\"default\"",
                                "\"operation\":\"createKey\"",
                                "\"code\":40301"))
                .anySatisfy(body -> assertThat(body).contains("\"request_id\":\"r-1\""))
                .anySatisfy(body -> assertThat(body).contains("\"request_id\":\"r-2\""));
    }

    @Test
    void requestsOfNobodyAreOneRecordPerMinuteAndAddress() {
        denials.answered(refused(401, 40101, "r-1"));
        denials.answered(refused(401, 40101, "r-1"));
        denials.answered(refused(401, 40101, "r-1"));
        denials.close();

        assertThat(bodies())
                .singleElement()
                .asString()
                .contains(
                        "\"code\":40101",
                        "\"address\":\"192.0.2.1\"",
                        "\"requests\":3",
                        "\"minute\":\"2026-11-21T12:00:00Z\"",
                        "\"tenant\":\"system\"")
                .doesNotContain("actor");
    }

    @Test
    void moreThanCanWaitIsCountedAndNotLost() {
        IntStream.range(0, 1_005).forEach(i -> denials.answered(refused(403, 40301, "r-" + i)));
        denials.close();

        assertThat(bodies())
                .hasSize(1_001)
                .anySatisfy(body -> assertThat(body).contains("\"code\":40301", "\"requests\":5"));
    }

    @Test
    void whatCannotBeWrittenIsWrittenLater() {
        AtomicBoolean failing = new AtomicBoolean(true);
        InstantSource stopped = () -> {
            if (failing.getAndSet(false)) {
                throw new IllegalStateException("on purpose");
            }
            return CLOCK.instant();
        };
        AuditLog audit = new AuditLog(new Identifiers(CLOCK, new SecureRandom()), stopped, "urn:qkms:test", () -> {});
        AccessDenials patient = new AccessDenials(database, audit, CLOCK);
        patient.answered(refused(403, 40301, "r-1"));

        patient.writeFinished();
        assertThat(bodies()).isEmpty();
        patient.close();

        assertThat(bodies()).singleElement().asString().contains("\"request_id\":\"r-1\"");
    }

    @Test
    void otherAnswersAreNobodysDenial() {
        denials.answered(refused(200, 0, "r-1"));
        denials.answered(refused(404, 40401, "r-2"));
        denials.close();

        assertThat(bodies()).isEmpty();
    }

    private static Outcome refused(int status, int code, String requestId) {
        boolean known = status != 401;
        return new Outcome(
                "createKey",
                "POST",
                status,
                code,
                known ? "watcher" : null,
                known ? "default" : null,
                "192.0.2.1",
                requestId,
                Duration.ofMillis(1));
    }

    private List<String> bodies() {
        return database.read(session -> session.createNativeQuery("select body from audit_event", String.class)
                .getResultList());
    }
}
