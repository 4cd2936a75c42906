package io.qkms.server.audit;

import io.qkms.server.access.Tenant;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The queries of the audit log. */
final class AuditStore {
    /** Authorities serve every tenant; their certificates and lists are public. */
    private static final String ABOUT_AUTHORITIES =
            "type like 'io.qkms.ca.%' or type like 'io.qkms.crl.%' or type like 'io.qkms.certificate.%'";

    private AuditStore() {}

    /** An event outside the chain. */
    record Unchained(String id, String body) {}

    /** An event in the chain, as the store has it. */
    record Chained(
            long sequence,
            byte @Nullable [] previousHash,
            byte @Nullable [] hash,
            String body,
            String id,
            String tenant,
            String type,
            String subject,
            Instant at) {}

    /** The end of the chain, locked until the transaction ends. */
    static ChainLink lockHead(Transaction transaction) {
        return transaction
                .session()
                .doReturningWork(connection ->
                        head(connection, "select sequence, hash from audit_chain where singleton = 1 for update"));
    }

    static ChainLink head(Session session) {
        return session.doReturningWork(
                connection -> head(connection, "select sequence, hash from audit_chain where singleton = 1"));
    }

    private static ChainLink head(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("the head of the audit chain is gone");
            }
            return new ChainLink(rows.getLong(1), rows.getBytes(2));
        }
    }

    /** The next events to chain, in the order of their recording. */
    static List<Unchained> unchained(Transaction transaction, int limit) {
        // Ordered as the index is, so that no plan walks over what is chained already.
        return transaction.session().doReturningWork(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select id, body from audit_event where sequence is null"
                            + " order by sequence, ordinal limit " + limit)) {
                List<Unchained> events = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        events.add(new Unchained(rows.getString(1), rows.getString(2)));
                    }
                }
                return events;
            }
        });
    }

    /** Writes the links of some events and the new head. */
    static void chain(Transaction transaction, ChainLink head, List<Unchained> events) {
        transaction.session().doWork(connection -> {
            ChainLink last = head;
            try (PreparedStatement update = connection.prepareStatement(
                    "update audit_event set sequence = ?, previous_hash = ?, hash = ? where id = ?")) {
                for (Unchained event : events) {
                    ChainLink link = last.then(event.body());
                    update.setLong(1, link.sequence());
                    update.setBytes(2, last.hash());
                    update.setBytes(3, link.hash());
                    update.setString(4, event.id());
                    update.addBatch();
                    last = link;
                }
                update.executeBatch();
            }
            try (PreparedStatement update =
                    connection.prepareStatement("update audit_chain set sequence = ?, hash = ? where singleton = 1")) {
                update.setLong(1, last.sequence());
                update.setBytes(2, last.hash());
                update.executeUpdate();
            }
        });
    }

    /** Chained events behind a sequence number, in their order. */
    static List<Chained> chained(Session session, long after, int limit) {
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select sequence, previous_hash, hash, body,"
                    + " id, tenant_id, type, subject, at from audit_event where sequence > ? order by sequence, ordinal limit "
                    + limit)) {
                statement.setLong(1, after);
                List<Chained> events = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        events.add(new Chained(
                                rows.getLong(1),
                                rows.getBytes(2),
                                rows.getBytes(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getString(7),
                                rows.getString(8),
                                rows.getObject(9, OffsetDateTime.class).toInstant()));
                    }
                }
                return events;
            }
        });
    }

    static long countUnchained(Session session) {
        return session.createNativeQuery("select count(*) from audit_event where sequence is null", Long.class)
                .getSingleResult();
    }

    /**
     * A tenant's events and the installation's, the latest first; one more than asked for.
     *
     * @param everything all of the installation's; otherwise those about its authorities alone
     */
    static List<AuditEventRecord> list(Session session, String tenant, boolean everything, PageRequest page) {
        // Each by its own index: asked for together, a tenant with few events would be looked for among everybody's.
        return Stream.concat(
                        listOf(session, tenant, "1 = 1", page).stream(),
                        listOf(session, Tenant.SYSTEM, everything ? "1 = 1" : ABOUT_AUTHORITIES, page).stream())
                .sorted(Comparator.comparingLong(AuditEventRecord::place).reversed())
                .limit(page.limit() + 1L)
                .toList();
    }

    private static List<AuditEventRecord> listOf(Session session, String owner, String condition, PageRequest page) {
        return session.createNativeQuery(
                        "select * from audit_event where tenant_id = :owner and (" + condition
                                + ") and ordinal < :before" + " order by ordinal desc limit " + (page.limit() + 1),
                        AuditEventRecord.class)
                .setParameter("owner", owner)
                .setParameter("before", page.afterNumber().orElse(Long.MAX_VALUE))
                .getResultList();
    }
}
