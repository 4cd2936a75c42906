package io.qkms.server.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A realm's row. It is locked while the realm's keys or its default change. */
@Entity
@Table(name = "realm")
class RealmRecord {
    @Id
    String name;

    @Column(name = "tenant_id")
    String tenant;

    @Nullable
    String issuer;

    @Nullable
    @Column(name = "default_key_id")
    String defaultKeyId;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    RealmRecord() {}

    RealmRecord(String name, String tenant, @Nullable String issuer, String defaultKeyId, Instant createdAt) {
        this.name = name;
        this.tenant = tenant;
        this.issuer = issuer;
        this.defaultKeyId = defaultKeyId;
        this.createdAt = createdAt;
    }
}
