package io.qkms.server.csr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.policy.Profile;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.server.access.Caller;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.SigningPool;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyRing;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes in certification requests and keeps them until they are issued. Safe for use by many threads.
 *
 * <p>The same request, while it is open, is one row however many send it at once: a unique digest of what makes it the same sees
 * to that.
 */
public final class CsrService {
    private static final Duration OPEN_FOR = Duration.ofDays(30);

    /** What differs between a key's tags and those of a request for it would let policies be chosen at will. */
    private static final List<String> POLICY_TAGS = List.of("env", "service");

    private static final int MAX_AUDIT_SUBJECT = 255;

    private final Database database;
    private final SignatureModules modules;
    private final CertificationPolicy policy;
    private final KeyRing keys;
    private final SigningPool verifying;
    private final AuditLog audit;
    private final Identifiers identifiers;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    public CsrService(
            Database database,
            SignatureModules modules,
            CertificationPolicy policy,
            KeyRing keys,
            SigningPool verifying,
            AuditLog audit,
            Identifiers identifiers,
            InstantSource clock) {
        this.database = database;
        this.modules = modules;
        this.policy = policy;
        this.keys = keys;
        this.verifying = verifying;
        this.audit = audit;
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(CsrRecord.class);
    }

    /** A request as it stands, and whether this call made it. */
    record Submitted(CsrView csr, boolean created) {}

    /**
     * Takes in a request.
     *
     * @throws QkmsException 40000, 40005, 40301, 40001 in this order; 40401 or 40902 for a key that is not there or not usable
     */
    Submitted submit(Caller caller, String requestId, CsrSubmission submission) {
        submission.requireOneKey();
        List<SubjectAlternativeName> names = submission.names();
        CertificationRequest csr = submission.csr() == null ? null : parse(submission.csr());
        try {
            return submitOnce(caller, requestId, submission, names, csr);
        } catch (ConstraintViolationException sameRequestAtTheSameTime) {
            return submitOnce(caller, requestId, submission, names, csr);
        } catch (QkmsException refusal) {
            if (refusal.code() == ErrorCode.POLICY_VIOLATION) {
                recordRefusal(caller, requestId, submission, refusal);
            }
            throw refusal;
        }
    }

    private CertificationRequest parse(String pem) {
        CertificationRequest csr = CertificationRequest.parse("csr", pem);
        return verifying.sign(() -> {
            csr.verifyProofOfPossession(modules);
            return csr;
        });
    }

    private Submitted submitOnce(
            Caller caller,
            String requestId,
            CsrSubmission submission,
            List<SubjectAlternativeName> names,
            @Nullable CertificationRequest csr) {
        return database.transaction(transaction -> {
            Profile profile = policy.profile(submission.profile());
            requireEnrollmentToken(profile, submission.token());
            List<ErrorDetail> violations = new ArrayList<>();
            Application application = csr != null
                    ? application(submission, names, csr)
                    : application(transaction, caller, submission, names, profile, violations);
            policy.judge(transaction.session(), application, violations);
            return store(transaction, caller, requestId, submission, application, profile);
        });
    }

    /** No enrolment tokens are made yet, so that none that is shown can be right. */
    private static void requireEnrollmentToken(Profile profile, @Nullable String token) {
        boolean judged = profile.enrollmentToken() == Profile.EnrollmentToken.REQUIRED
                || (profile.enrollmentToken() == Profile.EnrollmentToken.OPTIONAL && token != null);
        if (judged) {
            throw QkmsException.of(ErrorCode.FORBIDDEN, "token", "enrollment_token", null);
        }
    }

    private static Application application(
            CsrSubmission submission, List<SubjectAlternativeName> names, CertificationRequest csr) {
        return new Application(
                submission.profile(),
                csr.subject(),
                csr.publicKey(),
                SubjectAlternativeName.union(names, csr.subjectAlternativeNames()),
                submission.validity(),
                csr,
                null,
                null);
    }

    private Application application(
            Transaction transaction,
            Caller caller,
            CsrSubmission submission,
            List<SubjectAlternativeName> names,
            Profile profile,
            List<ErrorDetail> violations) {
        KeyEntry key = keys.require(transaction, caller.tenant(), required(submission.keyId()));
        KeyVersion version = key.key().activeVersion();
        profile.requireUsage("key_id", key.key().usage());
        for (String tag : POLICY_TAGS) {
            String asked = submission.tagsOrNone().get(tag);
            String held = key.tags().get(tag);
            if (asked != null && held != null && !asked.equals(held)) {
                violations.add(new ErrorDetail("tags." + tag, "tags." + tag, asked, List.of(held)));
            }
        }
        return new Application(
                submission.profile(),
                DistinguishedName.parse("subject", required(submission.subject())),
                SubjectPublicKey.parse("key_id", version.parts().getFirst().publicKey()),
                SubjectAlternativeName.union(names, List.of()),
                submission.validity(),
                null,
                key.id(),
                version.version());
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw new IllegalStateException("checked before");
        }
        return value;
    }

    private Submitted store(
            Transaction transaction,
            Caller caller,
            String requestId,
            CsrSubmission submission,
            Application application,
            Profile profile) {
        Instant now = clock.instant();
        byte[] digest = OpenDigest.of(caller.tenant(), application);
        CsrRecord open = CsrStore.lockOpen(transaction, digest);
        if (open != null && open.expiresAt.isAfter(now)) {
            return new Submitted(CsrView.of(open), false);
        }
        if (open != null) {
            open.openDigest = null;
            transaction.session().flush();
        }
        CsrRecord row = row(caller, application, now);
        row.openDigest = digest;
        row.status = (profile.approval() == Profile.Approval.MANUAL ? CsrStatus.PENDING_APPROVAL : CsrStatus.APPROVED)
                .name();
        row.tags = write(submission.tagsOrNone());
        transaction.session().persist(row);
        record(transaction, caller, requestId, "csr.submitted", row.id, data(row.id));
        return new Submitted(CsrView.of(row), true);
    }

    private CsrRecord row(Caller caller, Application application, Instant now) {
        CsrRecord row = new CsrRecord();
        row.id = identifiers.next("csr");
        row.tenant = caller.tenant();
        row.profile = application.profile();
        row.subject = application.subject().toString();
        row.subjectAltNames = application.names().stream()
                .map(SubjectAlternativeName::prefixed)
                .collect(Collectors.joining("\n"));
        row.algorithm = application.publicKey().algorithm().displayName();
        row.keyId = application.keyId();
        row.keyVersion = application.keyVersion();
        row.publicKey = application.publicKey().encoded();
        row.publicKeyDigest = OpenDigest.sha256().digest(row.publicKey);
        row.der = application.csr() == null ? null : application.csr().encoded();
        row.validity =
                application.validity() == null ? null : application.validity().toString();
        row.tags = "{}";
        row.submitter = caller.clientId();
        row.createdAt = now;
        row.expiresAt = now.plus(OPEN_FOR);
        return row;
    }

    private String write(Map<String, String> tags) {
        try {
            return json.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tags do not turn into JSON", e);
        }
    }

    /** A request that policy refuses is not kept; that it was made, is. */
    private void recordRefusal(Caller caller, String requestId, CsrSubmission submission, QkmsException refusal) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().putNull("id").put("profile", submission.profile());
        ArrayNode violations = data.putArray("violations");
        refusal.details()
                .forEach(detail -> violations
                        .addObject()
                        .put("field", detail.field())
                        .put("rule", detail.rule())
                        .put("value", detail.value()));
        String profile = submission.profile();
        database.inTransaction(transaction -> record(transaction, caller, requestId, "csr.rejected", profile, data));
    }

    private void record(
            Transaction transaction, Caller caller, String requestId, String type, String subject, ObjectNode data) {
        String bounded = subject.length() <= MAX_AUDIT_SUBJECT ? subject : subject.substring(0, MAX_AUDIT_SUBJECT);
        audit.record(transaction, new AuditEvent(type, bounded, caller.tenant(), caller.clientId(), requestId, data));
    }

    private static ObjectNode data(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id);
    }

    /**
     * A tenant's request.
     *
     * @throws QkmsException 40401 if it has none of this identifier
     */
    CsrView get(String tenant, String id) {
        return database.read(session -> CsrStore.find(session, tenant, id))
                .map(CsrView::of)
                .orElseThrow(() -> QkmsException.notFound("id", id));
    }

    /** A tenant's requests, the latest first. */
    Page<CsrView> list(String tenant, PageRequest page) {
        List<CsrRecord> rows = database.read(session -> CsrStore.list(session, tenant, page));
        return Page.of(rows, page, row -> row.id, CsrView::of);
    }

    /**
     * Locks an approved request until the transaction ends, so that it is issued once, whoever else tries.
     *
     * @throws QkmsException 40401 if there is none, 40901 with the serial number if it is issued, 40902 if it is not approved or
     *     has expired
     */
    public Application lockApproved(Transaction transaction, String tenant, String id) {
        CsrRecord row = CsrStore.lock(transaction, tenant, id).orElseThrow(() -> QkmsException.notFound("csr_id", id));
        switch (CsrStatus.valueOf(row.status)) {
            case ISSUED -> throw QkmsException.of(ErrorCode.ALREADY_ISSUED, "csr_id", "already_issued", row.serial);
            case REJECTED -> throw QkmsException.conflict("csr_id", "csr.rejected", id);
            case PENDING_APPROVAL -> throw QkmsException.conflict("csr_id", "csr.pending_approval", id);
            case APPROVED -> {
                if (!row.expiresAt.isAfter(clock.instant())) {
                    throw QkmsException.conflict("csr_id", "csr.expired", id);
                }
            }
        }
        return application(row);
    }

    private static Application application(CsrRecord row) {
        CertificationRequest csr = row.der == null ? null : CertificationRequest.ofDer("csr", row.der);
        return new Application(
                row.profile,
                csr == null ? DistinguishedName.parse("subject", row.subject) : csr.subject(),
                SubjectPublicKey.parse("csr", row.publicKey),
                row.subjectAltNames
                        .lines()
                        .map(name -> SubjectAlternativeName.parse("subject_alt_names", name))
                        .toList(),
                Optional.ofNullable(row.validity).map(Duration::parse).orElse(null),
                csr,
                row.keyId,
                row.keyVersion);
    }

    /** Closes a locked request: this is its certificate. */
    public void issued(Transaction transaction, String id, String serial) {
        CsrRecord row = transaction.session().find(CsrRecord.class, id);
        row.status = CsrStatus.ISSUED.name();
        row.serial = serial;
        row.openDigest = null;
    }

    /** Adds a request that was never open: the one that a renewal makes for itself. Gives its identifier. */
    public String addIssued(Transaction transaction, Caller caller, Application application, String serial) {
        CsrRecord row = row(caller, application, clock.instant());
        row.status = CsrStatus.ISSUED.name();
        row.serial = serial;
        transaction.session().persist(row);
        return row.id;
    }
}
