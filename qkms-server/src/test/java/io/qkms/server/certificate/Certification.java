package io.qkms.server.certificate;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.key.Usage;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.Slots;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Pem;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.access.Caller;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.CaService;
import io.qkms.server.ca.StatusUrls;
import io.qkms.server.csr.CertificationPolicy;
import io.qkms.server.csr.CsrService;
import io.qkms.server.http.SigningPool;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyPlan;
import io.qkms.server.key.KeyRing;
import io.qkms.server.key.Keys;
import io.qkms.server.profile.ProfileService;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Nodes;
import io.qkms.server.store.TestDatabase;
import io.qkms.server.store.Transaction;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that certification consists of, on one database, as one node has it. */
public final class Certification implements AutoCloseable {
    public static final Caller CALLER =
            new Caller("client", "default", Set.of("csr:submit", "cert:issue", "cert:read", "cert:revoke"));
    public static final Caller STRANGER = new Caller("stranger", "other", CALLER.scopes());
    public static final Caller CA_ADMIN = new Caller("admin", "default", Set.of("cert:revoke", "ca:admin"));

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What time it is; tests move it. */
    public volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

    public final InstantSource clock = () -> now;
    public final Database database;
    public final ChangeFeed changes;
    public final SignatureModules modules;
    public final KeyRing keys;
    public final CaService authorities;
    public final CertificationPolicy policy;
    public final CsrService requests;
    public final CertificateService certificates;
    public final RevocationService revocations;

    /** What was published, as issuer and serial number. */
    public final List<String> published = new CopyOnWriteArrayList<>();

    private final TestDatabase testDatabase;
    private final OpenSlots slots;
    private final SigningPool pool = new SigningPool(2);
    private final SoftwareSlot outside;

    public Certification(TestDatabase testDatabase) {
        this(testDatabase, testDatabase.open(records()));
    }

    /** Another node, or the same one after a restart. */
    public Certification another() {
        return new Certification(testDatabase, testDatabase.openAnother(records()));
    }

    private Certification(TestDatabase testDatabase, Database database) {
        this.testDatabase = testDatabase;
        this.database = database;
        modules = new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), clock);
        outside = new SoftwareSlot("outside", SlotKey.generate(RANDOM), modules, RANDOM);
        Identifiers identifiers = new Identifiers(clock, RANDOM);
        AuditLog audit = new AuditLog(identifiers, clock, "urn:qkms:test", () -> {});
        changes = new ChangeFeed(database, clock);
        slots = testDatabase.keep(OpenSlots.class, () -> OpenSlots.with(modules));
        Keys held = Keys.on(
                database, slots.all(), audit, changes, new Nodes(database, changes, "node"), identifiers, clock);
        keys = held.ring();
        CertificateLedger ledger = new CertificateLedger(clock);
        authorities = new CaService(
                database,
                keys,
                ledger,
                audit,
                changes,
                new StatusUrls(URI.create("http://pki.q:8080")),
                new CaService.Slots("root", "ca"),
                identifiers,
                clock,
                RANDOM);
        policy = new CertificationPolicy(ProfileService.shipped(), authorities, ledger, clock);
        requests = new CsrService(database, modules, policy, keys, pool, audit, identifiers, clock);
        certificates = new CertificateService(
                database, authorities, requests, policy, held.rotation(), pool, audit, clock, RANDOM);
        revocations =
                new RevocationService(database, certificates, authorities, new RecordingPublisher(), audit, clock);
        authorities.start();
        authorities.makeInitialHierarchies();
    }

    /** The entities of all features that take part. */
    public static List<Class<?>> records() {
        return Stream.of(
                        AuditLog.records(),
                        ChangeFeed.records(),
                        Keys.records(),
                        CaService.records(),
                        CsrService.records(),
                        CertificateLedger.records())
                .flatMap(List::stream)
                .toList();
    }

    /** A CSR as somebody outside makes it, in PEM, for a fresh key. */
    public String csr(Algorithm algorithm, String subject, String... names) {
        return csr(freshKey(algorithm), subject, names);
    }

    public String csr(Signer signer, String subject, String... names) {
        return Pem.encode(
                Pem.CERTIFICATE_REQUEST,
                CertificationRequest.create(
                        signer,
                        DistinguishedName.parse("subject", subject),
                        Stream.of(names)
                                .map(name -> SubjectAlternativeName.parse("name", name))
                                .toList()));
    }

    public Signer freshKey(Algorithm algorithm) {
        return outside.signer(outside.generate("outside", 1, 0, algorithm));
    }

    /** A key of a tenant that is held here. */
    public KeyEntry heldKey(String tenant, Usage usage, Algorithm algorithm, Map<String, String> tags) {
        KeyPlan plan = new KeyPlan(
                tenant, usage, algorithm, algorithm.displayName(), null, false, tags, null, null, null, "default");
        return database.transaction(
                transaction -> keys.make(transaction, plan, Cause.SERVER).entry());
    }

    /** Lets a slot refuse to sign until this is closed. */
    public void seal(String slot) {
        slots.sealable().get(slot).seal();
    }

    /** Outlive a node, as in reality. */
    private record OpenSlots(Map<String, SealableSlot> sealable) {

        static OpenSlots with(SignatureModules modules) {
            return new OpenSlots(Stream.of("root", "ca", "default")
                    .collect(Collectors.toMap(
                            Function.identity(),
                            id -> new SealableSlot(new SoftwareSlot(id, SlotKey.generate(RANDOM), modules, RANDOM)))));
        }

        Slots all() {
            return new Slots(sealable.values());
        }
    }

    /** Revokes an authority's own certificate. */
    public void revokeAuthority(SerialNumber serial) {
        revocations.revoke(CA_ADMIN, "r", serial, RevocationReason.KEY_COMPROMISE, null);
    }

    /** Issues the certificate of a request, and revokes it because the key is in other hands. */
    public void revokeAsCompromised(String csrId) {
        CertificateService.Issued issued = certificates.issue(CALLER, "r", csrId);
        revocations.revoke(
                CALLER, "r", SerialNumber.parse("serial", issued.serial()), RevocationReason.KEY_COMPROMISE, null);
    }

    private final class RecordingPublisher implements RevocationPublisher {
        @Override
        public void note(Transaction transaction, String issuerId, SerialNumber serial) {
            transaction.afterCommit(() -> published.add("noted " + serial));
        }

        @Override
        public Publication publish(String issuerId, SerialNumber serial) {
            published.add("published " + serial);
            return new Publication(now.plusSeconds(1), now.plusSeconds(5));
        }
    }

    @Override
    public void close() {
        slots.sealable().values().forEach(SealableSlot::unseal);
        pool.close();
        changes.close();
    }
}
