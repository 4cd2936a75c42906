package io.qkms.server.status;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A change of status that no list holds yet. */
@Entity
@Table(name = "crl_pending")
class CrlPendingRecord {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    @Column(name = "issuer_id")
    String issuerId;

    String serial;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CrlPendingRecord() {}

    CrlPendingRecord(String issuerId, String serial, Instant createdAt) {
        this.issuerId = issuerId;
        this.serial = serial;
        this.createdAt = createdAt;
    }
}
