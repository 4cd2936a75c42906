package io.qkms.server.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@link ChangeFeed}. */
@Entity
@Table(name = "change")
class ChangeRecord {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    String kind;
    String subject;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    ChangeRecord() {}

    ChangeRecord(String kind, String subject, Instant createdAt) {
        this.kind = kind;
        this.subject = subject;
        this.createdAt = createdAt;
    }
}
