package io.qkms.server.certificate;

import io.qkms.core.x509.Certificate;
import io.qkms.server.access.Tenant;
import io.qkms.server.ca.CertificateRegister;
import io.qkms.server.csr.CompromisedKeys;
import io.qkms.server.store.Transaction;
import java.time.InstantSource;
import java.util.List;
import org.hibernate.Session;

/**
 * Where every certificate of the installation is entered, those of authorities and responders included. Safe for use by many
 * threads.
 */
public final class CertificateLedger implements CertificateRegister, CompromisedKeys {
    private final InstantSource clock;

    public CertificateLedger(InstantSource clock) {
        this.clock = clock;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(CertificateRecord.class, ListedCertificateRecord.class, CertificateNameRecord.class);
    }

    @Override
    public long register(
            Transaction transaction, Certificate certificate, int repository, String issuerId, CertifiedKey key) {
        CertificateRecord row = CertificateStore.row(certificate, clock.instant());
        row.tenant = Tenant.SYSTEM;
        row.repository = repository;
        row.issuerId = issuerId;
        row.keyId = key.keyId();
        row.keyVersion = key.version();
        row.hybridForm = key.hybridForm();
        return CertificateStore.add(transaction, row, certificate.subjectAlternativeNames());
    }

    @Override
    public boolean contain(Session session, byte[] publicKey) {
        return CertificateStore.isCompromised(session, Digests.sha256(publicKey));
    }
}
