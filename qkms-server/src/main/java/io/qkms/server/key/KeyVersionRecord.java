package io.qkms.server.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row of one version of a key. */
@Entity
@Table(name = "key_version")
@IdClass(KeyVersionRecord.Id.class)
class KeyVersionRecord {
    @jakarta.persistence.Id
    @Column(name = "key_id")
    String keyId;

    @jakarta.persistence.Id
    int version;

    String kid;
    String state;

    @Column(name = "created_at")
    Instant createdAt;

    @Nullable
    @Column(name = "activated_at")
    Instant activatedAt;

    @Nullable
    @Column(name = "retires_at")
    Instant retiresAt;

    @Nullable
    @Column(name = "latest_expiry")
    Instant latestExpiry;

    /** For Hibernate, and for the store that fills it. */
    @SuppressWarnings("NullAway.Init")
    KeyVersionRecord() {}

    record Id(String keyId, int version) implements Serializable {}
}
