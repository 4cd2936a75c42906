package io.qkms.server.status;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** The columns of a certificate that say whether it holds. Read only: the certificates belong to another feature. */
@Entity
@Immutable
@Table(name = "certificate")
class CertificateStatusRecord {
    @Id
    long number;

    String serial;

    @Column(name = "issuer_id")
    String issuerId;

    String status;

    @Column(name = "not_after")
    Instant notAfter;

    @Column(name = "revocation_reason")
    @Nullable
    Integer reason;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @Column(name = "invalidity_date")
    @Nullable
    Instant invalidityDate;

    @Column(length = 1 << 20)
    byte[] der;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CertificateStatusRecord() {}
}
