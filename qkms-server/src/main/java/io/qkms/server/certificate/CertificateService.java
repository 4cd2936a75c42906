package io.qkms.server.certificate;

import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.server.access.Caller;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.Authority;
import io.qkms.server.ca.CaService;
import io.qkms.server.csr.Application;
import io.qkms.server.csr.CertificationPolicy;
import io.qkms.server.csr.CsrService;
import io.qkms.server.csr.Grant;
import io.qkms.server.http.SigningPool;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyRotation;
import io.qkms.server.store.Database;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * Issues and renews certificates, and finds them. Safe for use by many threads.
 *
 * <p>A certificate is signed inside the transaction that holds its request's lock and stores everything about it: what was
 * signed in a transaction that did not commit never left the process.
 */
public final class CertificateService {
    private final Database database;
    private final CaService authorities;
    private final CsrService requests;
    private final CertificationPolicy policy;
    private final KeyRotation rotation;
    private final SigningPool signing;
    private final AuditLog audit;
    private final InstantSource clock;
    private final SecureRandom random;

    public CertificateService(
            Database database,
            CaService authorities,
            CsrService requests,
            CertificationPolicy policy,
            KeyRotation rotation,
            SigningPool signing,
            AuditLog audit,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.authorities = authorities;
        this.requests = requests;
        this.policy = policy;
        this.rotation = rotation;
        this.signing = signing;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /** The answer to an issuance. */
    record Issued(String serial, String certificate, List<String> chain, CertificateStatus status, Instant expiresAt) {

        static Issued of(Certificate certificate, List<String> chain) {
            return new Issued(
                    certificate.serial().toString(),
                    certificate.pem(),
                    chain,
                    CertificateStatus.ISSUED,
                    certificate.notAfter());
        }
    }

    /**
     * Issues the certificate of an approved request.
     *
     * @throws QkmsException 40401, 40901 or 40902 for the request's state, 40001 if policy has changed since, 50010, 50301
     */
    Issued issue(Caller caller, String requestId, String csrId) {
        return retryingOnce(transaction -> {
            Application application = requests.lockApproved(transaction, caller.tenant(), csrId);
            Grant grant = policy.judge(transaction.session(), application, List.of());
            Certificate certificate = sign(grant);
            CertificateRecord row = row(transaction, caller, grant, certificate);
            row.csrId = csrId;
            requests.issued(transaction, csrId, row.serial);
            return store(transaction, caller, requestId, "certificate.issued", row, grant, certificate);
        });
    }

    /**
     * Issues a certificate with the names and the profile of an earlier one: for a new version of the key where Q-KMS holds it,
     * else for the same key.
     *
     * @throws QkmsException 40401 if the tenant has no such certificate; 40902 if it is revoked, on hold or has expired, belongs
     *     to an authority, or its key may not be used; 40001 if policy allows it no longer
     */
    Issued renew(Caller caller, String requestId, SerialNumber serial) {
        CertificateRecord known = database.read(session -> CertificateStore.find(session, caller.tenant(), serial))
                .orElseThrow(() -> notFound(serial));
        requireRenewable(known);
        String keyId = known.keyId;
        if (keyId == null) {
            return retryingOnce(transaction -> renew(transaction, caller, requestId, serial, null));
        }
        Cause cause = new Cause(caller.clientId(), requestId);
        return rotation.withNext(
                caller.tenant(),
                keyId,
                cause,
                next -> retryingOnce(transaction -> rotation.activate(transaction, next, cause)
                        .map(key -> renew(transaction, caller, requestId, serial, key.version()))));
    }

    /** @param next the version of the key that is held here, which signs from this transaction's commit on; else null */
    private Issued renew(
            Transaction transaction, Caller caller, String requestId, SerialNumber serial, @Nullable KeyVersion next) {
        CertificateRecord renewed =
                CertificateStore.lock(transaction, caller.tenant(), serial).orElseThrow(() -> notFound(serial));
        requireRenewable(renewed);
        Grant grant = policy.judge(transaction.session(), renewal(renewed, next), List.of());
        Certificate certificate = sign(grant);
        CertificateRecord row = row(transaction, caller, grant, certificate);
        row.replaces = renewed.serial;
        row.csrId = requests.addIssued(transaction, caller, grant.application(), row.serial);
        return store(transaction, caller, requestId, "certificate.renewed", row, grant, certificate);
    }

    /**
     * A serial number that was drawn twice, or a list's partition that another node made at the same moment: neither is the
     * caller's fault, and neither happens again.
     */
    private <T> T retryingOnce(Function<Transaction, T> work) {
        try {
            return database.transaction(work);
        } catch (ConstraintViolationException collision) {
            return database.transaction(work);
        }
    }

    private void requireRenewable(CertificateRecord certificate) {
        String profile = certificate.profile;
        CertificateStatus status = CertificateView.status(certificate, clock.instant());
        if (profile == null) {
            throw QkmsException.conflict("serial", "certificate.of_authority", certificate.serial);
        }
        switch (status) {
            case REVOKED -> throw QkmsException.conflict("serial", "certificate.revoked", certificate.serial);
            case ON_HOLD -> throw QkmsException.conflict("serial", "certificate.on_hold", certificate.serial);
            case EXPIRED -> throw QkmsException.conflict("serial", "certificate.expired", certificate.serial);
            case ISSUED -> {
                return;
            }
        }
    }

    private static Application renewal(CertificateRecord renewed, @Nullable KeyVersion next) {
        Certificate certificate = Certificate.ofDer(renewed.der);
        byte[] publicKey =
                next == null ? certificate.publicKey() : next.parts().getFirst().publicKey();
        return new Application(
                Objects.requireNonNull(renewed.profile),
                certificate.subject(),
                SubjectPublicKey.parse("serial", publicKey),
                certificate.subjectAlternativeNames(),
                null,
                null,
                renewed.keyId,
                next == null ? null : next.version());
    }

    private Certificate sign(Grant grant) {
        return signing.sign(() -> CertificateBuilder.prepare(
                        grant.content(SerialNumber.random(random), clock.instant()),
                        grant.ca().issuer())
                .issue());
    }

    private CertificateRecord row(Transaction transaction, Caller caller, Grant grant, Certificate certificate) {
        Application application = grant.application();
        Authority authority = grant.ca().authority();
        CertificateRecord row = CertificateStore.row(certificate, clock.instant());
        row.tenant = caller.tenant();
        row.repository = authority.repository().number();
        row.issuerId = authority.id();
        row.profile = application.profile();
        row.keyId = application.keyId();
        row.keyVersion = application.keyVersion();
        row.crlPartitionId = authorities.partition(transaction, authority.id(), application.profile());
        return row;
    }

    private Issued store(
            Transaction transaction,
            Caller caller,
            String requestId,
            String event,
            CertificateRecord row,
            Grant grant,
            Certificate certificate) {
        CertificateStore.add(transaction, row, grant.application().names());
        audit.record(
                transaction,
                new AuditEvent(event, row.serial, row.tenant, caller.clientId(), requestId, EventData.of(row)));
        return Issued.of(certificate, grant.ca().chain());
    }

    private static QkmsException notFound(SerialNumber serial) {
        return QkmsException.notFound("serial", serial.toString());
    }

    /** A certificate and those above it, its issuer's first and the root's last. */
    record Found(CertificateView view, Certificate certificate, List<Certificate> issuers) {}

    /**
     * A tenant's certificate, or one of an authority.
     *
     * @throws QkmsException 40401 if there is none
     */
    Found get(String tenant, SerialNumber serial) {
        CertificateRecord row = database.read(session -> CertificateStore.find(session, tenant, serial))
                .orElseThrow(() -> notFound(serial));
        return found(row);
    }

    Found found(CertificateRecord row) {
        Certificate certificate = Certificate.ofDer(row.der);
        List<Certificate> issuers = issuers(row.issuerId, certificate);
        CertificateView view = CertificateView.listed(row, clock.instant())
                .with(certificate.pem(), issuers.stream().map(Certificate::pem).toList());
        return new Found(view, certificate, issuers);
    }

    private List<Certificate> issuers(String issuerId, Certificate certificate) {
        Authority issuer = authorities.require("issuer", issuerId);
        if (issuer.certificate().equals(certificate)) {
            return List.of();
        }
        List<Certificate> issuers = new ArrayList<>();
        issuers.add(issuer.certificate());
        issuers.addAll(issuer.issuers());
        return issuers;
    }

    /** A tenant's certificates, the latest first, or by expiry where the filter is about that; without encodings and chains. */
    Page<CertificateView> list(String tenant, CertificateFilter filter, PageRequest page) {
        Instant now = clock.instant();
        CertificateListQuery query = new CertificateListQuery(tenant, filter, now);
        List<ListedCertificateRecord> rows = database.read(session -> query.rows(session, page));
        return Page.of(rows, page, query::position, row -> CertificateView.listed(row, now));
    }
}
