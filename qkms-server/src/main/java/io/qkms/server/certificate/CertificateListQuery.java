package io.qkms.server.certificate;

import io.qkms.core.error.QkmsException;
import io.qkms.server.store.PageRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/**
 * The query of one list of certificates: the latest first, by number; where the filter is about expiry, by that, since among
 * millions the expired ones are not the latest. Every order has its index.
 */
final class CertificateListQuery {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final boolean byExpiry;

    CertificateListQuery(String tenant, CertificateFilter filter, Instant now) {
        byExpiry = filter.expiresBefore() != null || filter.status() == CertificateStatus.EXPIRED;
        and("c.tenant = :tenant", "tenant", tenant);
        and("c.profile = :profile", "profile", filter.profile());
        and("c.issuerId = :issuer", "issuer", filter.issuerId());
        and("c.keyId = :key", "key", filter.keyId());
        and("c.notAfter < :before", "before", filter.expiresBefore());
        if (filter.subject() != null) {
            and("c.subjectDigest = :subject", "subject", Digests.lookup(filter.subject()));
        }
        if (filter.name() != null) {
            and(
                    "c.number in (select n.id.certificateNumber from CertificateNameRecord n"
                            + " where n.id.tenant = :tenant and n.id.nameDigest = :name)",
                    "name",
                    Digests.lookup(filter.name()));
        }
        if (filter.status() != null) {
            andStatus(filter.status(), now);
        }
    }

    private void andStatus(CertificateStatus status, Instant now) {
        switch (status) {
            case ISSUED, ON_HOLD -> {
                and("c.status = :status", "status", status.name());
                and("c.notAfter >= :now", "now", now);
            }
            case REVOKED -> and("c.status = :status", "status", status.name());
            case EXPIRED -> {
                and("c.status <> :status", "status", CertificateStatus.REVOKED.name());
                and("c.notAfter < :now", "now", now);
            }
        }
    }

    private void and(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.put(parameter, value);
        }
    }

    /**
     * One more row than asked for.
     *
     * @throws QkmsException 40000 if the cursor is another list's
     */
    List<ListedCertificateRecord> rows(Session session, PageRequest page) {
        if (page.after() != null) {
            andAfter(page, page.after());
        }
        SelectionQuery<ListedCertificateRecord> query = session.createSelectionQuery(
                "from ListedCertificateRecord c where " + String.join(" and ", conditions) + " order by "
                        + (byExpiry ? "c.notAfter desc, c.number desc" : "c.number desc"),
                ListedCertificateRecord.class);
        parameters.forEach(query::setParameter);
        return query.setMaxResults(page.limit() + 1).getResultList();
    }

    private void andAfter(PageRequest page, String after) {
        if (!byExpiry) {
            and("c.number < :number", "number", page.afterNumber().orElseThrow());
            return;
        }
        String[] parts = after.split("/", -1);
        try {
            if (parts.length == 2) {
                and("c.notAfter <= :expiry", "expiry", Instant.ofEpochSecond(Long.parseLong(parts[0])));
                and("(c.notAfter < :expiry or c.number < :number)", "number", Long.parseLong(parts[1]));
                return;
            }
        } catch (NumberFormatException | DateTimeException e) {
            throw QkmsException.malformed("cursor", "cursor", after, e);
        }
        throw QkmsException.malformed("cursor", "cursor", after, null);
    }

    /** Where a row stands in this list's order; validity ends at a whole second. */
    String position(CertificateColumns row) {
        return byExpiry ? row.notAfter.getEpochSecond() + "/" + row.number : String.valueOf(row.number);
    }
}
