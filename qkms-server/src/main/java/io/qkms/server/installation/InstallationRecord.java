package io.qkms.server.installation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The one row that says what this database is. */
@Entity
@Table(name = "installation")
class InstallationRecord {
    static final short SINGLETON = 1;

    @Id
    short singleton = SINGLETON;

    String id;

    @Enumerated(EnumType.STRING)
    Installation.Mode mode;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    InstallationRecord() {}

    InstallationRecord(String id, Installation.Mode mode, Instant createdAt) {
        this.id = id;
        this.mode = mode;
        this.createdAt = createdAt;
    }
}
