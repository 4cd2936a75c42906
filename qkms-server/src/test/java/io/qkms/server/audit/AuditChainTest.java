package io.qkms.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.access.Caller;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Lease;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class AuditChainTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00.5Z"));

    private final Database database;
    private final AuditLog log;
    private final AuditChain chain;
    private final AuditService service;

    AuditChainTest(TestDatabase testDatabase) {
        database = testDatabase.open(AuditLog.records());
        log = new AuditLog(new Identifiers(CLOCK, new SecureRandom()), CLOCK, "urn:qkms:test", () -> {});
        chain = chain("node 1");
        service = new AuditService(database);
    }

    @BeforeEach
    void beginWithNothing() {
        execute("delete from outbox");
        execute("delete from audit_event");
        execute("delete from lease");
        execute("update audit_chain set sequence = 0, hash = cast('' as bytea)");
    }

    @Test
    void holdsNothingBeforeItsFirstBatch() {
        record("key_1");

        assertThat(service.verify()).isEqualTo(new AuditVerification(true, 0, 1, null, null));
        assertThat(events().getFirst().get("sequence").isNull()).isTrue();
    }

    @Test
    void linksEventsInTheOrderOfTheirRecording() {
        record("key_1");
        record("key_2");
        record("key_3");

        assertThat(chain.chainBatch()).isEqualTo(3);

        assertThat(service.verify()).isEqualTo(new AuditVerification(true, 3, 0, null, null));
        List<ObjectNode> newestFirst = events();
        assertThat(newestFirst)
                .extracting(event -> event.get("subject").asText())
                .containsExactly("key_3", "key_2", "key_1");
        assertThat(newestFirst)
                .extracting(event -> event.get("sequence").asInt())
                .containsExactly(3, 2, 1);
        assertThat(newestFirst.get(0).get("previous_hash"))
                .isEqualTo(newestFirst.get(1).get("hash"));
        assertThat(newestFirst.get(2).get("previous_hash").asText()).isEmpty();
    }

    @Test
    void goesOnWhereTheLastBatchEnded() {
        record("key_1");
        chain.chainBatch();
        record("key_2");
        chain("node 2").chainBatch();

        assertThat(service.verify()).isEqualTo(new AuditVerification(true, 2, 0, null, null));
    }

    @Test
    void hasNoEventOfATransactionThatThrew() {
        assertThatThrownBy(() -> database.inTransaction(transaction -> {
                    log.record(transaction, event("key_1"));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(chain.chainBatch()).isZero();
        assertThat(events()).isEmpty();
    }

    @Test
    void writesAnOutboxEntryWithEachEvent() {
        record("key_1");

        assertThat(database.<Long>read(session -> session.createNativeQuery(
                                "select count(*) from outbox o join audit_event e on e.id = o.event_id"
                                        + " where o.topic = 'qkms.audit.ca' and o.message_key = 'key_1'",
                                Long.class)
                        .getSingleResult()))
                .isEqualTo(1);
    }

    @Test
    void keepsTheCloudEventInCanonicalForm() {
        record("key_1");

        String body = database.read(session -> session.createNativeQuery("select body from audit_event", String.class)
                .getSingleResult());
        assertThat(body.replaceAll("evt_[0-9a-z]{26}", "evt"))
                .isEqualTo("{\"actor\":\"client\",\"data\":{\"a\":1,\"id\":\"key_1\"},"
                        + "\"datacontenttype\":\"application/json\",\"id\":\"evt\",\"request_id\":\"request\","
                        + "\"source\":\"urn:qkms:test\",\"specversion\":\"1.0\",\"subject\":\"key_1\","
                        + "\"tenant\":\"default\",\"time\":\"2026-11-21T10:00:00Z\",\"type\":\"io.qkms.key.created\"}");
    }

    @Test
    void showsAChangedEvent() {
        recordAndChain(5);

        execute("update audit_event set body = replace(body, 'client', 'nobody') where sequence = 3");

        assertThat(service.verify()).isEqualTo(new AuditVerification(false, 2, 0, 3L, null));
    }

    @Test
    void showsAnEventTakenOutOfTheMiddle() {
        recordAndChain(5);

        execute("delete from audit_event where sequence = 2");

        assertThat(service.verify()).isEqualTo(new AuditVerification(false, 1, 0, 2L, null));
    }

    @Test
    void showsThatItsLastEventsAreGone() {
        recordAndChain(5);

        execute("delete from audit_event where sequence >= 4");

        assertThat(service.verify()).isEqualTo(new AuditVerification(false, 3, 0, 4L, null));
    }

    @Test
    void showsThatItsHeadWasChanged() {
        recordAndChain(2);

        execute("update audit_chain set hash = cast('x' as bytea)");

        assertThat(service.verify()).isEqualTo(new AuditVerification(false, 2, 0, 2L, null));
    }

    @Test
    void doesNotForkThoughSeveralNodesChainAtOnce() throws Exception {
        IntStream.range(0, 200).forEach(i -> record("key_" + i));
        List<Callable<Integer>> nodes = IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(i -> () -> chain("node " + i).chainBatch())
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int chained = 0;
            for (Future<Integer> batch : threads.invokeAll(nodes)) {
                chained += batch.get();
            }
            assertThat(chained).isEqualTo(200);
        }

        assertThat(service.verify()).isEqualTo(new AuditVerification(true, 200, 0, null, null));
    }

    @Test
    void isClosedInTheBackgroundByTheNodeThatHoldsTheLease() throws InterruptedException {
        CountDownLatch chained = new CountDownLatch(1);
        AuditChain background = new AuditChain(database, lease("node 1"), InstantSource.system());
        try (background) {
            background.start();
            AuditLog waking =
                    new AuditLog(new Identifiers(CLOCK, new SecureRandom()), CLOCK, "urn:qkms:test", background::wake);
            database.inTransaction(transaction -> waking.record(transaction, event("key_1")));

            Thread.ofVirtual().start(() -> {
                while (service.verify().records() == 0) {
                    Thread.onSpinWait();
                }
                chained.countDown();
            });
            assertThat(chained.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(lease("node 2").acquire())
                .as("the lease is free after close")
                .isTrue();
    }

    @Test
    void answersInPages() {
        recordAndChain(5);

        var first = service.list(caller(), new PageRequest(2, null));
        var second = service.list(
                caller(),
                PageRequest.parse(java.util.Optional.of("2"), java.util.Optional.ofNullable(first.nextCursor())));

        assertThat(first.items())
                .extracting(event -> event.get("sequence").asInt())
                .containsExactly(5, 4);
        assertThat(second.items())
                .extracting(event -> event.get("sequence").asInt())
                .containsExactly(3, 2);
    }

    @Test
    void showsATenantItsOwnEventsAndTheInstallationsOnly() {
        database.inTransaction(transaction -> {
            log.record(transaction, new AuditEvent("key.created", "a", "other", null, null, data("a")));
            log.record(transaction, new AuditEvent("ca.created", "b", "system", null, null, data("b")));
        });

        assertThat(events()).extracting(event -> event.get("subject").asText()).containsExactly("b");
    }

    @Test
    void showsWhatMayConcernOtherTenantsOnlyToWhoAdministersTenants() {
        database.inTransaction(transaction ->
                log.record(transaction, new AuditEvent("access.denied", "a", "system", null, null, data("a"))));

        assertThat(events()).isEmpty();
        assertThat(service.list(caller("tenant:admin"), new PageRequest(100, null))
                        .items())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant_id = 'other'",
                "type = 'io.qkms.key.used'",
                "subject = 'key_9'",
                "at = at + interval '2' second",
                "id = 'evt_another'"
            })
    void showsAnEventThatIsFiledUnderWhatItIsNot(String change) {
        recordAndChain(3);
        execute("delete from outbox");

        execute("update audit_event set " + change + " where sequence = 2");

        assertThat(service.verify()).isEqualTo(new AuditVerification(false, 1, 0, 2L, null));
    }

    private static Caller caller(String... scopes) {
        return new Caller("client", "default", Set.of(scopes));
    }

    private void recordAndChain(int events) {
        IntStream.range(0, events).forEach(i -> record("key_" + i));
        chain.chainBatch();
    }

    private void record(String subject) {
        database.inTransaction(transaction -> log.record(transaction, event(subject)));
    }

    private List<ObjectNode> events() {
        return service.list(caller(), new PageRequest(100, null)).items();
    }

    private static AuditEvent event(String subject) {
        return new AuditEvent("key.created", subject, "default", "client", "request", data(subject));
    }

    private static ObjectNode data(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("a", 1);
    }

    private AuditChain chain(String node) {
        return new AuditChain(database, lease(node), CLOCK);
    }

    private Lease lease(String node) {
        return new Lease(database, CLOCK, AuditChain.LEASE, node, Duration.ofSeconds(5));
    }

    private void execute(String statement) {
        database.inTransaction(transaction ->
                transaction.session().createNativeMutationQuery(statement).executeUpdate());
    }
}
