package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Issuer;
import io.qkms.server.access.Caller;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyRing;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * The authorities of this installation, held in memory and loaded anew when one changes on any node. Safe for use by many
 * threads.
 */
public final class CaService {
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(50 * 366);

    private final Database database;
    private final KeyRing keys;
    private final AuthorityFactory factory;
    private final InitialHierarchies hierarchies;
    private final ChangeFeed changes;
    private final StatusUrls urls;
    private final Identifiers identifiers;
    private final InstantSource clock;
    private final Slots slots;
    private final Map<String, IssuingCa> issuing = new ConcurrentHashMap<>();
    private final Map<List<String>, String> partitions = new ConcurrentHashMap<>();
    /** Around reading and keeping what was read: who reads later keeps later. */
    private final ReentrantLock loading = new ReentrantLock();

    private volatile Authorities authorities = Authorities.NONE;

    /**
     * Where authorities' keys live.
     *
     * @param root the slot of roots
     * @param ca the slot of intermediates, unless a request names another
     */
    public record Slots(String root, String ca) {}

    public CaService(
            Database database,
            KeyRing keys,
            CertificateRegister register,
            AuditLog audit,
            ChangeFeed changes,
            StatusUrls urls,
            Slots slots,
            Identifiers identifiers,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.factory = new AuthorityFactory(keys, register, audit, changes, urls, identifiers, clock, random);
        this.hierarchies = new InitialHierarchies(database, factory, slots.root(), slots.ca());
        this.changes = changes;
        this.urls = urls;
        this.slots = slots;
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(CaRecord.class, RepositoryRecord.class, CrlPartitionRecord.class);
    }

    /** Loads the authorities, and goes on hearing of their changes. To be called once the feed of changes runs. */
    public void start() {
        changes.subscribe(AuthorityFactory.CHANGE, id -> load());
        load();
    }

    /** Makes the two hierarchies of dev mode if there is none yet. */
    public void makeInitialHierarchies() {
        hierarchies.makeIfAbsent();
        load();
    }

    private void load() {
        loading.lock();
        try {
            authorities = database.transaction(this::read);
            issuing.clear();
        } finally {
            loading.unlock();
        }
    }

    private Authorities read(Transaction transaction) {
        Map<String, Authority> byId = CaStore.all(transaction.session());
        Map<String, KeyVersion> keyVersions = new HashMap<>();
        byId.forEach((id, authority) -> keyVersions.put(id, keyVersion(transaction, authority)));
        return new Authorities(byId, keyVersions);
    }

    private KeyVersion keyVersion(Transaction transaction, Authority authority) {
        return keys.require(transaction, Tenant.SYSTEM, authority.keyId())
                .key()
                .versions()
                .get(authority.keyVersion() - 1);
    }

    /** Every authority, whatever its state, in the order of their certificates' numbers. */
    public Collection<Authority> all() {
        return authorities.all();
    }

    /** Every authority of a kind, in the order of their certificates' numbers. */
    public List<Authority> all(CaKind kind) {
        return authorities.ofKind(kind).toList();
    }

    /**
     * The authority with this identifier.
     *
     * @throws QkmsException 40401 if there is none
     */
    public Authority require(String field, String id) {
        return authorities.find(id).orElseThrow(() -> QkmsException.notFound(field, id));
    }

    /**
     * The intermediate that issues for a profile.
     *
     * @param named the intermediates that the profile names, by {@code default} and {@code classical}; empty if it names none
     * Answers from memory.
     *
     * @throws QkmsException 40902 if there is none in operation, 50301 if its slot is sealed
     */
    public IssuingCa activeIssuer(
            String profile, Map<String, String> named, Algorithm algorithm, @Nullable HybridForm hybridForm) {
        Authority authority = authorities.issuer(profile, named, algorithm, hybridForm);
        IssuingCa ready = issuing.get(authority.id());
        if (ready == null || ready.authority() != authority) {
            ready = new IssuingCa(authority, signing(authority), IssuingCa.chain(authority), urls);
            issuing.put(authority.id(), ready);
        }
        return ready;
    }

    /**
     * An authority ready to sign: what it issues, and its lists. Answers from memory.
     *
     * @throws QkmsException 50301 if its slot is sealed, 40401 if there is none
     */
    public Issuer signing(String id) {
        return signing(require("issuer", id));
    }

    private Issuer signing(Authority authority) {
        return Issuer.of(authority.certificate(), keys.signer(authorities.keyVersion(authority)));
    }

    /** The URLs that certificates carry. */
    public StatusUrls urls() {
        return urls;
    }

    /**
     * The opaque identifier of the partition of an issuer's list that holds a profile's certificates; made at its first use,
     * fixed for life. Of two transactions that make the same one, the second fails with a constraint violation.
     */
    public String partition(Transaction transaction, String issuerId, String profile) {
        List<String> key = List.of(issuerId, profile);
        String known = partitions.get(key);
        if (known != null) {
            return known;
        }
        String id = CaStore.partition(transaction.session(), issuerId, profile)
                .orElseGet(() -> addPartition(transaction, issuerId, profile));
        transaction.afterCommit(() -> partitions.put(key, id));
        return id;
    }

    private String addPartition(Transaction transaction, String issuerId, String profile) {
        String id = identifiers.next("crl");
        transaction.session().persist(new CrlPartitionRecord(id, issuerId, profile, clock.instant()));
        transaction.session().flush();
        return id;
    }

    /**
     * Makes an intermediate under a root.
     *
     * @param profileExists knows the profiles' names
     * @throws QkmsException 40000, 40001 or 40002 where the request is at fault, 40401 for an unknown root, 40902 for a name
     *     that is taken, 50301 if a slot is sealed
     */
    Authority create(Caller caller, String requestId, IntermediateRequest request, Predicate<String> profileExists) {
        Authority root = requireRoot(request.root());
        AuthorityFactory.Plan plan = plan(request, profileExists);
        Cause cause = new Cause(caller.clientId(), requestId);
        Issuer issuer = signing(root);
        String subject = plan.subject().toString();
        requireFree(plan.name(), authorities.hasName(plan.name()), subject, authorities.hasSubject(subject));
        AuthorityFactory.Planned planned = factory.generate(plan);
        return database.transaction(transaction -> {
            Session session = transaction.session();
            CaStore.lockNames(session);
            requireFree(
                    plan.name(), CaStore.hasName(session, plan.name()), subject, CaStore.hasSubject(session, subject));
            return factory.intermediate(transaction, root, issuer, planned, cause);
        });
    }

    private static void requireFree(String name, boolean nameTaken, String subject, boolean subjectTaken) {
        if (nameTaken) {
            throw QkmsException.conflict("name", "ca.name_taken", name);
        }
        if (subjectTaken) {
            throw QkmsException.conflict("subject", "ca.subject_taken", subject);
        }
    }

    private Authority requireRoot(@Nullable String id) {
        return authorities
                .ofKind(CaKind.ROOT)
                .filter(root -> id == null || root.id().equals(id))
                .findFirst()
                .orElseThrow(() -> QkmsException.notFound("root", id == null ? "default" : id));
    }

    private AuthorityFactory.Plan plan(IntermediateRequest request, Predicate<String> profileExists) {
        Algorithm algorithm = Algorithm.parse("algorithm", request.algorithm()).requireAvailable("algorithm");
        if (request.hybridForm() != null) {
            throw QkmsException.of(
                    ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", "algorithm.unavailable", request.hybridForm());
        }
        if (request.validity().compareTo(Duration.ofMinutes(1)) < 0
                || request.validity().compareTo(LONGEST_VALIDITY) > 0) {
            throw QkmsException.malformed(
                    "validity", "validity", request.validity().toString(), null);
        }
        requireProfiles(request.profiles(), profileExists);
        if (slots.root().equals(request.slot())) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail("slot", "slot.reserved", request.slot(), List.of(slots.ca()))));
        }
        return new AuthorityFactory.Plan(
                request.name(),
                DistinguishedName.parse("subject", request.subject()),
                algorithm,
                request.validity(),
                request.pathLength(),
                request.profiles().stream().distinct().toList(),
                request.slot() == null ? slots.ca() : request.slot());
    }

    private static void requireProfiles(List<String> profiles, Predicate<String> exists) {
        List<ErrorDetail> unknown = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            if (!exists.test(profiles.get(i))) {
                unknown.add(ErrorDetail.of("profiles[" + i + "]", "profile.unknown", profiles.get(i)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new QkmsException(ErrorCode.POLICY_VIOLATION, unknown);
        }
    }

    /** Notes, with the transaction's commit, that an authority's own certificate is revoked: it issues nothing more. */
    public void revoked(Transaction transaction, String id) {
        CaStore.setStatus(transaction, id, CaStatus.REVOKED);
        changes.publish(transaction, AuthorityFactory.CHANGE, id);
    }
}
