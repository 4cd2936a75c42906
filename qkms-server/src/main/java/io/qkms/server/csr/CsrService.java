package io.qkms.server.csr;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.SignatureModules;
import io.qkms.server.access.Caller;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.SigningPool;
import io.qkms.server.key.KeyRing;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import java.time.InstantSource;
import java.util.List;

/** Takes in certification requests and keeps them until they are issued. Safe for use by many threads. */
public final class CsrService {
    private final Database database;
    private final CsrIntake intake;
    private final Identifiers identifiers;
    private final InstantSource clock;

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
        this.intake = new CsrIntake(database, modules, policy, keys, verifying, audit, identifiers, clock);
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
        return intake.submit(caller, requestId, submission);
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
        return row.application();
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
        CsrRecord row = CsrRecord.of(identifiers.next("csr"), caller, application, clock.instant());
        row.status = CsrStatus.ISSUED.name();
        row.serial = serial;
        transaction.session().persist(row);
        return row.id;
    }
}
