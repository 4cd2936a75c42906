package io.qkms.server.status;

import io.qkms.core.status.RevocationReason;
import io.qkms.core.status.RevokedCertificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.store.Database;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Reads and writes full lists, and what they are made of. */
final class CrlStore {
    /** Of a list; below the 1 MiB that H2 has for a bytea. */
    private static final int PIECE = 512 << 10;

    private static final int ROWS_AT_ONCE = 1_000;
    private static final String FULL_LIST = " where issuer_id = :issuer and partition_id = '' and shard = 0";

    private static final String NEWEST = "from CrlRecord c where c.issuerId = :issuer and c.partitionId = ''"
            + " and c.shard = 0 and c.delta = false";

    private final Database database;
    private final Set<String> withHead = ConcurrentHashMap.newKeySet();

    CrlStore(Database database) {
        this.database = database;
    }

    /** Makes the row that {@link #lock} locks, if nobody did. */
    void ensureHead(String issuerId) {
        if (withHead.contains(issuerId)) {
            return;
        }
        try {
            database.inTransaction(transaction -> transaction
                    .session()
                    .createNativeMutationQuery("insert into crl_head (issuer_id, partition_id, shard, number)"
                            + " select :issuer, '', 0, 0"
                            + " where not exists (select 1 from crl_head" + FULL_LIST + ")")
                    .setParameter("issuer", issuerId)
                    .executeUpdate());
        } catch (ConstraintViolationException e) {
            // Another thread or node has just made it.
            withHead.add(issuerId);
            return;
        }
        withHead.add(issuerId);
    }

    /** Keeps every other node from making a list of this issuer until the transaction ends; gives the last number. */
    long lock(Session session, String issuerId) {
        return session.createNativeQuery("select number from crl_head" + FULL_LIST + " for update", Long.class)
                .setParameter("issuer", issuerId)
                .getSingleResult();
    }

    /** Notes a change of status that the next list must hold. */
    void owe(Session session, String issuerId, SerialNumber serial, Instant now) {
        session.persist(new CrlPendingRecord(issuerId, serial.toString(), now));
    }

    /** What was owed when asked; what is read afterwards in the same transaction holds it. */
    List<Long> owed(Session session, String issuerId) {
        return session.createQuery(
                        "select p.id from CrlPendingRecord p where p.issuerId = :issuer order by p.id", Long.class)
                .setParameter("issuer", issuerId)
                .getResultList();
    }

    /** Issuers for which something has been owed since before then. */
    List<String> debtors(Instant before) {
        return database.read(session -> session.createQuery(
                        "select distinct p.issuerId from CrlPendingRecord p where p.createdAt < :before", String.class)
                .setParameter("before", before)
                .getResultList());
    }

    boolean isOwing(String issuerId) {
        return !database.read(session -> owed(session, issuerId)).isEmpty();
    }

    void settle(Session session, List<Long> owed) {
        for (int from = 0; from < owed.size(); from += ROWS_AT_ONCE) {
            session.createMutationQuery("delete from CrlPendingRecord p where p.id in (:ids)")
                    .setParameterList("ids", owed.subList(from, Math.min(owed.size(), from + ROWS_AT_ONCE)))
                    .executeUpdate();
        }
    }

    /**
     * What is revoked or on hold, by rising serial number. A certificate leaves the list only after one that was issued when it
     * had expired (RFC 5280 §3.3), so the caller names the time of the list before.
     */
    Stream<RevokedCertificate> revoked(Session session, String issuerId, Instant notExpiredAt) {
        return session.createQuery(
                        "select new io.qkms.server.status.CrlStore$Row(c.serial, c.revokedAt, c.reason, c.invalidityDate)"
                                + " from CertificateStatusRecord c where c.issuerId = :issuer"
                                + " and c.status in ('REVOKED', 'ON_HOLD') and c.notAfter >= :limit"
                                + " order by length(c.serial), c.serial",
                        Row.class)
                .setParameter("issuer", issuerId)
                .setParameter("limit", notExpiredAt)
                .setFetchSize(ROWS_AT_ONCE)
                .getResultStream()
                .map(Row::revoked);
    }

    /** Puts a list in the place of the one before it. */
    void replace(Session session, CrlRecord list, byte[] der) {
        session.createNativeMutationQuery("delete from crl" + FULL_LIST + " and delta = false")
                .setParameter("issuer", list.issuerId)
                .executeUpdate();
        session.persist(list);
        for (int index = 0, from = 0; from < der.length; index++, from += PIECE) {
            byte[] piece = Arrays.copyOfRange(der, from, Math.min(der.length, from + PIECE));
            session.persist(new CrlPieceRecord(list.id, index, piece));
        }
        session.createNativeMutationQuery("update crl_head set number = :number" + FULL_LIST)
                .setParameter("number", list.number)
                .setParameter("issuer", list.issuerId)
                .executeUpdate();
    }

    /** The list that is published now, without its octets. */
    Optional<CrlRecord> newest(Session session, String issuerId) {
        return session.createQuery(NEWEST + " order by c.number desc", CrlRecord.class)
                .setParameter("issuer", issuerId)
                .setMaxResults(1)
                .uniqueResultOptional();
    }

    /** The number of the list that is published now; 0 if there is none. */
    long lastNumber(String issuerId) {
        return database.read(
                session -> newest(session, issuerId).map(list -> list.number).orElse(0L));
    }

    /** The list that is published now. One statement, since the next list may take its place between two. */
    Optional<PublishedCrl> published(String issuerId) {
        List<Part> parts = database.read(session -> session.createQuery(
                        "select new io.qkms.server.status.CrlStore$Part(c.number, c.thisUpdate, c.nextUpdate, p.der) "
                                + NEWEST.replace("where", "join CrlPieceRecord p on p.crlId = c.id where")
                                + " order by c.number desc, p.index",
                        Part.class)
                .setParameter("issuer", issuerId)
                .getResultList());
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Part first = parts.getFirst();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        parts.stream().filter(part -> part.number() == first.number()).forEach(part -> octets.writeBytes(part.der()));
        return Optional.of(new PublishedCrl(
                issuerId, first.number(), first.thisUpdate(), first.nextUpdate(), octets.toByteArray()));
    }

    /** A part of a list, with what the list says of itself. */
    record Part(long number, Instant thisUpdate, Instant nextUpdate, byte[] der) {}

    /** One entry as it is stored. */
    record Row(
            String serial,
            @Nullable Instant revokedAt,
            @Nullable Integer reason,
            @Nullable Instant invalidityDate) {

        RevokedCertificate revoked() {
            if (revokedAt == null || reason == null) {
                throw new IllegalStateException(serial + " is revoked without time or reason");
            }
            return new RevokedCertificate(
                    SerialNumber.parse("serial", serial), revokedAt, RevocationReason.ofCode(reason), invalidityDate);
        }
    }
}
