package io.qkms.server.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A tenant's row. */
@Entity
@Table(name = "tenant")
class TenantRecord {
    @Id
    String id;

    String name;
    String appkey;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    TenantRecord() {}

    TenantRecord(Tenant tenant, Instant createdAt) {
        this.id = tenant.id();
        this.name = tenant.name();
        this.appkey = tenant.appkey();
        this.createdAt = createdAt;
    }

    Tenant tenant() {
        return new Tenant(id, name, appkey);
    }
}
