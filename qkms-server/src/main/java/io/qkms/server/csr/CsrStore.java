package io.qkms.server.csr;

import io.qkms.server.store.Identifiers;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/** The queries about certification requests. */
final class CsrStore {
    private static final Pattern POSITION = Identifiers.form("csr");

    private CsrStore() {}

    static Optional<CsrRecord> find(Session session, String tenant, String id) {
        return Optional.ofNullable(session.find(CsrRecord.class, id)).filter(row -> row.tenant.equals(tenant));
    }

    /** The same, locked until the transaction ends. */
    static Optional<CsrRecord> lock(Transaction transaction, String tenant, String id) {
        return Optional.ofNullable(transaction.session().find(CsrRecord.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(row -> row.tenant.equals(tenant));
    }

    /** The open request with this digest, locked until the transaction ends. */
    static @Nullable CsrRecord lockOpen(Transaction transaction, byte[] openDigest) {
        return transaction
                .session()
                .createSelectionQuery("from CsrRecord where openDigest = :digest", CsrRecord.class)
                .setParameter("digest", openDigest)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .uniqueResult();
    }

    /** A tenant's requests, the latest first; one more than asked for. */
    static List<CsrRecord> list(Session session, String tenant, PageRequest page) {
        String after = page.after(POSITION);
        SelectionQuery<CsrRecord> query = session.createSelectionQuery(
                        "from CsrRecord where tenant = :tenant" + (after == null ? "" : " and id < :after")
                                + " order by id desc",
                        CsrRecord.class)
                .setParameter("tenant", tenant)
                .setMaxResults(page.limit() + 1);
        return (after == null ? query : query.setParameter("after", after)).getResultList();
    }
}
