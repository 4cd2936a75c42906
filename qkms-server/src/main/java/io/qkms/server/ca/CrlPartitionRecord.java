package io.qkms.server.ca;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The part of an issuer's revocation list that holds one profile's certificates. */
@Entity
@Table(name = "crl_partition")
class CrlPartitionRecord {
    @Id
    String id;

    @Column(name = "issuer_id")
    String issuerId;

    String profile;
    int shards;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CrlPartitionRecord() {}

    CrlPartitionRecord(String id, String issuerId, String profile, Instant createdAt) {
        this.id = id;
        this.issuerId = issuerId;
        this.profile = profile;
        this.shards = 1;
        this.createdAt = createdAt;
    }
}
