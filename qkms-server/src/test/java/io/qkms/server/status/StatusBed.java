package io.qkms.server.status;

import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.certificate.RevocationPublisher;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CRLHolder;

/** One node's status feature on a test database, with a clock that stands still, and authorities to try it on. */
final class StatusBed implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TestDatabase testDatabase;
    private final Database database;
    private final TestAuthorities authorities;
    private final List<ChangeFeed> feeds = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    /** Near the real time, since OpenSSL judges by it. */
    private Instant now = Instant.ofEpochSecond(InstantSource.system().instant().getEpochSecond());

    StatusBed(TestDatabase testDatabase) {
        this.testDatabase = testDatabase;
        this.database = testDatabase.open(records());
        this.authorities = new TestAuthorities(database, clock());
    }

    private static List<Class<?>> records() {
        return Stream.of(ChangeFeed.records(), AuditLog.records(), StatusFeature.records())
                .flatMap(List::stream)
                .toList();
    }

    InstantSource clock() {
        return () -> now;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Database database() {
        return database;
    }

    TestAuthorities authorities() {
        return authorities;
    }

    /** A node that has just started, its clockwork standing still. */
    StatusFeature node() {
        return node(database);
    }

    /** A second node that has just started. */
    StatusFeature otherNode() {
        return node(testDatabase.openAnother(records()));
    }

    private StatusFeature node(Database its) {
        ChangeFeed feed = new ChangeFeed(its, clock());
        AuditLog audit = new AuditLog(new Identifiers(clock(), RANDOM), clock(), "urn:qkms:test", () -> {});
        StatusFeature node = new StatusFeature(
                its,
                feed,
                audit,
                authorities,
                authorities,
                authorities,
                clock(),
                RANDOM,
                UUID.randomUUID().toString());
        node.prepare();
        feed.start();
        feeds.add(feed);
        opened.add(feed);
        opened.add(node);
        return node;
    }

    /** Tells all nodes that there is another authority. */
    void announce(StatusIssuer issuer) {
        database.inTransaction(transaction -> feeds.getFirst().publish(transaction, "ca", issuer.id()));
    }

    /** Revokes a certificate on a node as its owner does, and has that published. */
    RevocationPublisher.Publication revoke(StatusFeature node, StatusIssuer issuer, Certificate certificate) {
        revokeUnpublished(node, issuer, certificate.serial(), "REVOKED", RevocationReason.KEY_COMPROMISE);
        return node.revocations().publish(issuer.id(), certificate.serial());
    }

    /** Revokes a certificate and dies before publishing. */
    void revokeUnpublished(
            StatusFeature node, StatusIssuer issuer, SerialNumber serial, String status, RevocationReason reason) {
        database.inTransaction(transaction -> {
            TestAuthorities.revoke(transaction, serial, status, reason.code(), now);
            node.revocations().note(transaction, issuer.id(), serial);
        });
    }

    static X509CRLHolder parse(PublishedCrl list) {
        try {
            return new X509CRLHolder(list.der());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }
}
