package io.qkms.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.server.access.Caller;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Lease;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit log as callers see it; every answer is held to the contract. */
@OnEachDatabase
class AuditOverHttpTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final AuditLog log;
    private final AuditChain chain;
    private final FeatureFixture http;

    AuditOverHttpTest(TestDatabase testDatabase) {
        database = testDatabase.open(AuditLog.records());
        log = new AuditLog(new Identifiers(CLOCK, new SecureRandom()), CLOCK, "urn:qkms:test", () -> {});
        chain = new AuditChain(
                database, new Lease(database, CLOCK, AuditChain.LEASE, "node", AuditChain.LEASE_TIME), CLOCK);
        http = new FeatureFixture(
                new Caller("auditor", "default", Set.of("audit:read")), new AuditRoutes(new AuditService(database)));
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void showsCloudEventsWithTheirPlacesInTheChain() throws IOException {
        record("key_1");
        chain.chainBatch();

        JsonNode event = JSON.readTree(http.get("/v1/audit/events?limit=1").body())
                .get("items")
                .get(0);

        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("type").asText()).isEqualTo("io.qkms.key.created");
        assertThat(event.get("subject").asText()).isEqualTo("key_1");
        assertThat(event.get("actor").asText()).isEqualTo("client");
        assertThat(event.get("sequence").asLong()).isPositive();
        assertThat(event.get("hash").asText()).hasSize(64);
    }

    @Test
    void showsEventsThatAreNotChainedYet() throws IOException {
        record("key_2");

        JsonNode event = JSON.readTree(http.get("/v1/audit/events?limit=1").body())
                .get("items")
                .get(0);

        assertThat(event.get("subject").asText()).isEqualTo("key_2");
        assertThat(event.get("sequence").isNull()).isTrue();
        assertThat(event.get("hash").isNull()).isTrue();
        chain.chainBatch();
    }

    @Test
    void pagesBackwards() throws IOException {
        record("key_3");
        record("key_4");

        JsonNode first = JSON.readTree(http.get("/v1/audit/events?limit=1").body());
        JsonNode second = JSON.readTree(http.get("/v1/audit/events?limit=1&cursor="
                        + first.get("next_cursor").asText())
                .body());

        assertThat(first.get("items").get(0).get("subject").asText()).isEqualTo("key_4");
        assertThat(second.get("items").get(0).get("subject").asText()).isEqualTo("key_3");
        chain.chainBatch();
    }

    @Test
    void refusesACursorThatIsNotOurs() throws IOException {
        assertThat(JSON.readTree(http.get("/v1/audit/events?cursor=xyz").body())
                        .get("code")
                        .asInt())
                .isEqualTo(40000);
    }

    @Test
    void verifiesTheChain() throws IOException {
        record("key_5");
        chain.chainBatch();

        JsonNode verification = JSON.readTree(http.get("/v1/audit/verify").body());

        assertThat(verification.get("valid").asBoolean()).isTrue();
        assertThat(verification.get("records").asLong()).isPositive();
        assertThat(verification.get("unchained").asLong()).isZero();
        assertThat(verification.get("first_broken").isNull()).isTrue();
        assertThat(verification.get("checkpoint").isNull()).isTrue();
    }

    private void record(String subject) {
        database.inTransaction(transaction -> log.record(
                transaction,
                new AuditEvent(
                        "key.created",
                        subject,
                        "default",
                        "client",
                        "request",
                        JsonNodeFactory.instance.objectNode().put("id", subject))));
    }
}
