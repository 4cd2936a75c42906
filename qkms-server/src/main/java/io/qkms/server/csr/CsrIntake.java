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
import io.qkms.core.key.Usage;
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
import io.qkms.server.store.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes in certification requests: parsed, proven, judged, stored. Safe for use by many threads.
 *
 * <p>The same request, while it is open, is one row however many send it at once: a unique digest of what makes it the same sees
 * to that.
 */
final class CsrIntake {
    /** What differs between a key's tags and those of a request for it would let policies be chosen at will. */
    private static final List<String> POLICY_TAGS = List.of("env", "service");

    /** An open request found, or one that has just been closed, or two that find the same one expired: then it is settled. */
    private static final int MOST_ATTEMPTS = 4;

    private final Database database;
    private final SignatureModules modules;
    private final CertificationPolicy policy;
    private final KeyRing keys;
    private final SigningPool verifying;
    private final AuditLog audit;
    private final Identifiers identifiers;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    CsrIntake(
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

    /** What came in with one call: the body, and what was parsed out of it. */
    private record Incoming(
            Caller caller,
            String requestId,
            CsrSubmission submission,
            List<SubjectAlternativeName> names,
            @Nullable CertificationRequest csr) {}

    CsrService.Submitted submit(Caller caller, String requestId, CsrSubmission submission) {
        submission.requireOneKey();
        List<SubjectAlternativeName> names = submission.names();
        CertificationRequest csr = submission.csr() == null ? null : parse(submission.csr());
        Incoming incoming = new Incoming(caller, requestId, submission, names, csr);
        try {
            return submit(incoming);
        } catch (QkmsException refusal) {
            if (refusal.code() == ErrorCode.POLICY_VIOLATION) {
                recordRefusal(incoming, refusal);
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

    private CsrService.Submitted submit(Incoming incoming) {
        for (int attempt = 1; ; attempt++) {
            // The same request is rarely open already: the unique digest tells, and nobody is asked beforehand.
            boolean mayBeOpen = attempt > 1;
            try {
                return database.transaction(transaction -> submit(transaction, incoming, mayBeOpen));
            } catch (ConstraintViolationException open) {
                if (attempt == MOST_ATTEMPTS) {
                    throw open;
                }
            }
        }
    }

    private CsrService.Submitted submit(Transaction transaction, Incoming incoming, boolean mayBeOpen) {
        List<ErrorDetail> violations = new ArrayList<>();
        Application application;
        Usage usage = null;
        if (incoming.csr() != null) {
            application = ofCsr(incoming, incoming.csr());
        } else {
            // What is not there is said before what is not allowed (the contract's order of refusals).
            DistinguishedName subject = DistinguishedName.parse(
                    "subject", Objects.requireNonNull(incoming.submission().subject()));
            KeyEntry key = keys.require(
                    transaction,
                    incoming.caller().tenant(),
                    Objects.requireNonNull(incoming.submission().keyId()));
            usage = key.key().usage();
            application = ofHeldKey(incoming, subject, key, violations);
        }
        Profile profile = policy.profile(incoming.submission().profile());
        requireEnrollmentToken(profile, incoming.submission().token());
        if (usage != null) {
            profile.requireUsage("key_id", usage);
        }
        policy.judge(transaction.session(), application, violations, name -> field(incoming.names(), name));

        byte[] digest = OpenDigest.of(incoming.caller().tenant(), application);
        CsrRecord open = mayBeOpen ? CsrStore.lockOpen(transaction, digest) : null;
        if (open != null && open.expiresAt.isAfter(clock.instant())) {
            return new CsrService.Submitted(CsrView.of(open), false);
        }
        if (open != null) {
            open.openDigest = null;
            transaction.session().flush();
        }
        return store(transaction, incoming, profile, application, digest);
    }

    /** Names that the caller did not list come from its CSR. */
    private static String field(List<SubjectAlternativeName> listed, SubjectAlternativeName name) {
        int index = listed.indexOf(name);
        return index < 0 ? "csr" : "subject_alt_names[" + index + "]";
    }

    /** No enrolment tokens are made yet, so that none that is shown can be right. */
    private static void requireEnrollmentToken(Profile profile, @Nullable String token) {
        boolean judged = profile.enrollmentToken() == Profile.EnrollmentToken.REQUIRED
                || (profile.enrollmentToken() == Profile.EnrollmentToken.OPTIONAL && token != null);
        if (judged) {
            throw QkmsException.of(ErrorCode.FORBIDDEN, "token", "enrollment_token", null);
        }
    }

    private static Application ofCsr(Incoming incoming, CertificationRequest csr) {
        return new Application(
                incoming.submission().profile(),
                csr.subject(),
                csr.publicKey(),
                SubjectAlternativeName.union(incoming.names(), csr.subjectAlternativeNames()),
                incoming.submission().validity(),
                csr,
                null,
                null);
    }

    private static Application ofHeldKey(
            Incoming incoming, DistinguishedName subject, KeyEntry key, List<ErrorDetail> violations) {
        CsrSubmission submission = incoming.submission();
        KeyVersion version = key.key().activeVersion();
        for (String tag : POLICY_TAGS) {
            String asked = submission.tagsOrNone().get(tag);
            String held = key.tags().get(tag);
            if (asked != null && held != null && !asked.equals(held)) {
                violations.add(new ErrorDetail("tags." + tag, "tags." + tag, asked, List.of(held)));
            }
        }
        return new Application(
                submission.profile(),
                subject,
                SubjectPublicKey.parse("key_id", version.parts().getFirst().publicKey()),
                SubjectAlternativeName.union(incoming.names(), List.of()),
                submission.validity(),
                null,
                key.id(),
                version.version());
    }

    private CsrService.Submitted store(
            Transaction transaction, Incoming incoming, Profile profile, Application application, byte[] digest) {
        CsrRecord row = CsrRecord.of(identifiers.next("csr"), incoming.caller(), application, clock.instant());
        row.openDigest = digest;
        row.status = (profile.approval() == Profile.Approval.MANUAL ? CsrStatus.PENDING_APPROVAL : CsrStatus.APPROVED)
                .name();
        row.tags = write(incoming.submission().tagsOrNone());
        transaction.session().persist(row);
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", row.id);
        record(transaction, incoming, "csr.submitted", row.id, data);
        return new CsrService.Submitted(CsrView.of(row), true);
    }

    private String write(Map<String, String> tags) {
        try {
            return json.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tags do not turn into JSON", e);
        }
    }

    /** A request that policy refuses is not kept; that it was made, is. */
    private void recordRefusal(Incoming incoming, QkmsException refusal) {
        String profile = incoming.submission().profile();
        ObjectNode data = JsonNodeFactory.instance.objectNode().putNull("id").put("profile", profile);
        ArrayNode violations = data.putArray("violations");
        refusal.details()
                .forEach(detail -> violations
                        .addObject()
                        .put("field", detail.field())
                        .put("rule", detail.rule())
                        .put("value", detail.value()));
        database.inTransaction(transaction -> record(transaction, incoming, "csr.rejected", profile, data));
    }

    private void record(Transaction transaction, Incoming incoming, String type, String subject, ObjectNode data) {
        Caller caller = incoming.caller();
        audit.record(
                transaction,
                new AuditEvent(type, subject, caller.tenant(), caller.clientId(), incoming.requestId(), data));
    }
}
