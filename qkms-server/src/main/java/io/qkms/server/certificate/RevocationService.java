package io.qkms.server.certificate;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.access.Caller;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.Authority;
import io.qkms.server.ca.CaKind;
import io.qkms.server.ca.CaService;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Revokes certificates. Safe for use by many threads. */
public final class RevocationService {
    private static final String CA_ADMIN = "ca:admin";

    private final Database database;
    private final CertificateService certificates;
    private final CaService authorities;
    private final RevocationPublisher publisher;
    private final AuditLog audit;
    private final InstantSource clock;

    public RevocationService(
            Database database,
            CertificateService certificates,
            CaService authorities,
            RevocationPublisher publisher,
            AuditLog audit,
            InstantSource clock) {
        this.database = database;
        this.certificates = certificates;
        this.authorities = authorities;
        this.publisher = publisher;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Revokes a certificate and publishes that.
     *
     * @param invalidityDate since when the key is known or suspected to be in other hands; null if that is not known
     * @throws QkmsException 40401 if the tenant has no such certificate; 40902 if it is revoked already, has expired or is a
     *     root's; 40301 for an authority's certificate without {@code ca:admin}; 40000 for a date in the future
     */
    CertificateView revoke(
            Caller caller,
            String requestId,
            SerialNumber serial,
            RevocationReason reason,
            @Nullable Instant invalidityDate) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (invalidityDate != null && invalidityDate.isAfter(now)) {
            throw QkmsException.malformed(
                    "invalidity_date", "revocation.invalidity_date", invalidityDate.toString(), null);
        }
        CertificateRecord revoked = database.transaction(transaction -> {
            CertificateRecord row = CertificateStore.lock(transaction, caller.tenant(), serial)
                    .orElseThrow(() -> QkmsException.notFound("serial", serial.toString()));
            requireRevocable(row, reason, now);
            if (row.tenant.equals(Tenant.SYSTEM)) {
                revokeOfAuthority(transaction, caller, row);
            }
            row.status = (reason == RevocationReason.CERTIFICATE_HOLD
                            ? CertificateStatus.ON_HOLD
                            : CertificateStatus.REVOKED)
                    .name();
            row.revocationReason = reason.code();
            row.revokedAt = now;
            row.invalidityDate = invalidityDate;
            publisher.note(transaction, row.issuerId, serial);
            audit.record(
                    transaction,
                    new AuditEvent(
                            "certificate.revoked",
                            row.serial,
                            row.tenant,
                            caller.clientId(),
                            requestId,
                            EventData.of(row)));
            return row;
        });
        return certificates.found(revoked).view().with(publisher.publish(revoked.issuerId, serial));
    }

    private static void requireRevocable(CertificateRecord row, RevocationReason reason, Instant now) {
        switch (CertificateView.status(row, now)) {
            case REVOKED -> throw QkmsException.conflict("serial", "certificate.already_revoked", row.serial);
            case EXPIRED -> throw QkmsException.conflict("serial", "certificate.expired", row.serial);
            case ON_HOLD -> {
                if (reason == RevocationReason.CERTIFICATE_HOLD) {
                    throw QkmsException.conflict("serial", "certificate.on_hold", row.serial);
                }
            }
            case ISSUED -> {
                return;
            }
        }
    }

    /** Whoever may revoke a leaf may not yet stop everything that an authority has certified. */
    private void revokeOfAuthority(Transaction transaction, Caller caller, CertificateRecord row) {
        if (!caller.mayUse(CA_ADMIN)) {
            throw new QkmsException(
                    ErrorCode.FORBIDDEN, List.of(new ErrorDetail("scope", "scope.missing", null, List.of(CA_ADMIN))));
        }
        Optional<Authority> authority = authorities.all().stream()
                .filter(candidate -> candidate.certificateNumber() == row.number)
                .findFirst();
        if (authority.filter(ca -> ca.kind() == CaKind.ROOT).isPresent()) {
            throw QkmsException.conflict("serial", "certificate.of_root", row.serial);
        }
        // The list that tells of it is signed with the issuer's key: refuse now if that is sealed.
        authorities.signing(row.issuerId);
        authority.ifPresent(ca -> authorities.revoked(transaction, ca.id()));
    }
}
