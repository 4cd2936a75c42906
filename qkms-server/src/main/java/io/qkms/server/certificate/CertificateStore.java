package io.qkms.server.certificate;

import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.access.Tenant;
import io.qkms.server.store.Transaction;
import jakarta.persistence.LockModeType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;

/** The queries about certificates. */
final class CertificateStore {
    private CertificateStore() {}

    /** A row with what the certificate itself says. */
    static CertificateRecord row(Certificate certificate, Instant now) {
        CertificateRecord row = new CertificateRecord();
        row.serial = certificate.serial().toString();
        row.subject = certificate.subject().toString();
        row.subjectDigest = Digests.lookup(row.subject);
        row.subjectAltNames = "";
        row.algorithm = certificate.algorithm().displayName();
        row.publicKeyDigest = Digests.sha256(certificate.publicKey());
        row.notBefore = certificate.notBefore();
        row.notAfter = certificate.notAfter();
        row.status = CertificateStatus.ISSUED.name();
        row.crlUrl = certificate.crlUrl().orElse(null);
        row.deltaCrlUrl = certificate.deltaCrlUrl().orElse(null);
        row.ocspUrl = certificate.ocspUrl().orElse(null);
        row.createdAt = now;
        row.der = certificate.encoded();
        return row;
    }

    /** Enters a row with its names; gives its number. */
    static long add(Transaction transaction, CertificateRecord row, List<SubjectAlternativeName> names) {
        row.subjectAltNames =
                names.stream().map(SubjectAlternativeName::prefixed).collect(Collectors.joining("\n"));
        transaction.session().persist(row);
        for (SubjectAlternativeName name : names) {
            transaction
                    .session()
                    .persist(new CertificateNameRecord(row.tenant, Digests.lookup(name.prefixed()), row.number));
        }
        return row.number;
    }

    /** Whether a certificate for this key was revoked because others have it. */
    static boolean isCompromised(Session session, byte[] publicKeyDigest) {
        // Asked for every request and every issuance: without Hibernate's native query, which costs more than the
        // answer.
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select 1 from certificate where public_key_digest = ? and revocation_reason = "
                            + RevocationReason.KEY_COMPROMISE.code() + " limit 1")) {
                statement.setBytes(1, publicKeyDigest);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    /** A certificate of a tenant, or of an authority or responder of the installation. */
    static Optional<CertificateRecord> find(Session session, String tenant, SerialNumber serial) {
        return bySerial(session, tenant, serial).uniqueResultOptional();
    }

    /** The same, locked until the transaction ends. */
    static Optional<CertificateRecord> lock(Transaction transaction, String tenant, SerialNumber serial) {
        return bySerial(transaction.session(), tenant, serial)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .uniqueResultOptional();
    }

    private static SelectionQuery<CertificateRecord> bySerial(Session session, String tenant, SerialNumber serial) {
        return session.createSelectionQuery(
                        "from CertificateRecord where serial = :serial and tenant in (:tenant, '" + Tenant.SYSTEM
                                + "')",
                        CertificateRecord.class)
                .setParameter("serial", serial.toString())
                .setParameter("tenant", tenant);
    }
}
