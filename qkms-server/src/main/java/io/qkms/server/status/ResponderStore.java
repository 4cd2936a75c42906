package io.qkms.server.status;

import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.store.Database;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.Session;

/** Reads and writes delegated responders. */
final class ResponderStore {
    /** A revoked certificate takes its key with it, also where an older or newer certificate has the same. */
    private static final String NEWEST = " where r.issuerId = :issuer and r.notAfter > :now"
            + " and not exists (select 1 from ResponderRecord o"
            + " join CertificateStatusRecord w on w.number = o.certificateNumber"
            + " where o.keyId = r.keyId and o.keyVersion = r.keyVersion and w.status in ('REVOKED', 'ON_HOLD'))"
            + " order by r.notAfter desc";

    private final Database database;

    ResponderStore(Database database) {
        this.database = database;
    }

    /** The responder of an authority that is valid longest, with its certificate; never one whose key is withdrawn. */
    Optional<Stored> newest(String issuerId, Instant now) {
        return database.read(session -> session.createQuery(
                                "select new io.qkms.server.status.ResponderStore$Row("
                                        + "r.keyId, r.keyVersion, r.createdAt, c.der) from ResponderRecord r"
                                        + " join CertificateStatusRecord c on c.number = r.certificateNumber" + NEWEST,
                                Row.class)
                        .setParameter("issuer", issuerId)
                        .setParameter("now", now)
                        .setMaxResults(1)
                        .uniqueResultOptional())
                .map(Row::stored);
    }

    /** The same without its certificate, inside a transaction. */
    Optional<ResponderRecord> newest(Session session, String issuerId, Instant now) {
        return session.createQuery("from ResponderRecord r" + NEWEST, ResponderRecord.class)
                .setParameter("issuer", issuerId)
                .setParameter("now", now)
                .setMaxResults(1)
                .uniqueResultOptional();
    }

    /** Whether this certificate is a responder's. */
    static boolean isResponder(Session session, SerialNumber serial) {
        return session.createQuery(
                                "select count(r) from ResponderRecord r join CertificateStatusRecord c"
                                        + " on c.number = r.certificateNumber where c.serial = :serial",
                                Long.class)
                        .setParameter("serial", serial.toString())
                        .getSingleResult()
                > 0;
    }

    /** A responder's certificate and key. */
    record Stored(String keyId, int keyVersion, Instant createdAt, Certificate certificate) {}

    /** The columns of a responder. */
    record Row(String keyId, int keyVersion, Instant createdAt, byte[] der) {

        Stored stored() {
            return new Stored(keyId, keyVersion, createdAt, Certificate.ofDer(der));
        }
    }
}
