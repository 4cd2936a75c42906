package io.qkms.server.status;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A published list. Its octets stand in {@code crl_piece}. */
@Entity
@Table(name = "crl")
class CrlRecord {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    @Column(name = "issuer_id")
    String issuerId;

    /** Empty: the issuer's full list. */
    @Column(name = "partition_id")
    String partitionId = "";

    int shard;
    boolean delta;
    long number;

    @Column(name = "base_number")
    @Nullable
    Long baseNumber;

    @Column(name = "this_update")
    Instant thisUpdate;

    @Column(name = "next_update")
    Instant nextUpdate;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CrlRecord() {}

    CrlRecord(String issuerId, long number, Instant thisUpdate, Instant nextUpdate) {
        this.issuerId = issuerId;
        this.number = number;
        this.thisUpdate = thisUpdate;
        this.nextUpdate = nextUpdate;
    }
}
