package io.qkms.server.status;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A certificate of a delegated responder. */
@Entity
@Table(name = "ocsp_responder")
class ResponderRecord {
    @Id
    @Column(name = "certificate_number")
    long certificateNumber;

    @Column(name = "issuer_id")
    String issuerId;

    @Column(name = "key_id")
    String keyId;

    @Column(name = "key_version")
    int keyVersion;

    @Column(name = "not_after")
    Instant notAfter;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    ResponderRecord() {}

    ResponderRecord(
            long certificateNumber,
            String issuerId,
            String keyId,
            int keyVersion,
            Instant notAfter,
            Instant createdAt) {
        this.certificateNumber = certificateNumber;
        this.issuerId = issuerId;
        this.keyId = keyId;
        this.keyVersion = keyVersion;
        this.notAfter = notAfter;
        this.createdAt = createdAt;
    }
}
