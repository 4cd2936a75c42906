package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.Slots;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.SigningPool;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.DatabaseSettings;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Nodes;
import io.qkms.server.store.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one node on a test database, with a clock that stands still until a test moves it. */
public final class KeyFixture implements AutoCloseable {
    public static final String TENANT = "default";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SlotKey SLOT_KEY = SlotKey.generate(RANDOM);
    private static final SlotKey ROOT_SLOT_KEY = SlotKey.generate(RANDOM);

    public final SignatureModules modules =
            new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), InstantSource.system());
    public final SigningPool pool = new SigningPool(2);
    public final Database database;
    public final ChangeFeed changes;
    public final Nodes nodes;
    public final Keys keys;

    /** What happens before the slot {@code default} generates a key. */
    public Runnable beforeGenerating = () -> {};

    public Instant now = Instant.parse("2026-11-21T12:00:00Z");
    public final InstantSource clock = () -> now;

    /** The keys of the first node, or the only one. */
    public static KeyFixture on(TestDatabase database) {
        return new KeyFixture(database.open(records()));
    }

    /** The keys of a second node. */
    public static KeyFixture onAnotherNode(TestDatabase database) {
        return new KeyFixture(database.openAnother(records()));
    }

    /** The keys of a node on an H2 file of its own; close the database when it is no longer needed. */
    public static KeyFixture in(Path directory) {
        return new KeyFixture(Database.open(new DatabaseSettings.Embedded(directory, 4), records()));
    }

    private static List<Class<?>> records() {
        List<Class<?>> records = new ArrayList<>(Keys.records());
        records.addAll(AuditLog.records());
        records.addAll(ChangeFeed.records());
        return records;
    }

    private KeyFixture(Database database) {
        this.database = database;
        this.changes = new ChangeFeed(database, clock);
        Identifiers identifiers = new Identifiers(InstantSource.system(), RANDOM);
        Slots slots = new Slots(List.of(
                new ObservedSlot(new SoftwareSlot("default", SLOT_KEY, modules, RANDOM)),
                new SoftwareSlot("root", ROOT_SLOT_KEY, modules, RANDOM),
                new SoftwareSlot("ca", SLOT_KEY, modules, RANDOM)));
        AuditLog audit = new AuditLog(identifiers, clock, "urn:qkms:test", () -> {});
        this.nodes = new Nodes(database, changes, identifiers.next("node"));
        this.keys = Keys.on(database, slots, audit, changes, nodes, identifiers, clock);
    }

    /** A key of the tenant {@code default}, made as a caller makes one. */
    public KeyEntry create(String usage, String algorithm, @Nullable String realm) {
        return create(TENANT, usage, algorithm, realm, null, null);
    }

    /** A key, made as a caller makes one. */
    public KeyEntry create(
            String tenant,
            String usage,
            String algorithm,
            @Nullable String realm,
            @Nullable String issuer,
            @Nullable Duration maxTokenTtl) {
        KeyRequest request = new KeyRequest(usage, algorithm, false, Map.of(), null, realm, issuer, maxTokenTtl, null);
        return keys.service().create(request.plan(tenant), cause());
    }

    /** Rotates a key of the tenant {@code default}. */
    public KeyEntry rotate(KeyEntry entry) {
        return keys.service().rotate(TENANT, entry.id(), cause());
    }

    /** The bodies of the audit events of a type about something, the oldest first. */
    public List<String> events(String type, String subject) {
        return database.read(session -> session.createNativeQuery(
                        "select body from audit_event where type = :type and subject = :subject order by ordinal",
                        String.class)
                .setParameter("type", "io.qkms." + type)
                .setParameter("subject", subject)
                .getResultList());
    }

    /** Retires everything that is due. */
    public void retireDue() {
        keys.ring().retireDue(100);
    }

    private final class ObservedSlot implements Slot.Generating {
        private final SoftwareSlot slot;

        ObservedSlot(SoftwareSlot slot) {
            this.slot = slot;
        }

        @Override
        public String id() {
            return slot.id();
        }

        @Override
        public KeyPart generate(String keyId, int version, int index, Algorithm algorithm) {
            beforeGenerating.run();
            return slot.generate(keyId, version, index, algorithm);
        }

        @Override
        public Signer signer(KeyPart part) {
            return slot.signer(part);
        }
    }

    static Cause cause() {
        return new Cause("alice", "req-1");
    }

    @Override
    public void close() {
        nodes.close();
        changes.close();
        pool.close();
    }
}
