package io.qkms.server.installation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A slot and its key, sealed. */
@Entity
@Table(name = "slot")
class SlotRecord {
    @Id
    String id;

    String role;
    String kind;

    @Column(name = "sealed_key", length = 1 << 20)
    byte[] sealedKey;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    SlotRecord() {}

    SlotRecord(String id, String role, byte[] sealedKey, Instant createdAt) {
        this.id = id;
        this.role = role;
        this.kind = "SOFTWARE";
        this.sealedKey = sealedKey;
        this.createdAt = createdAt;
    }
}
