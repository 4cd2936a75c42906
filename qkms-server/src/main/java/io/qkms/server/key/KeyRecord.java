package io.qkms.server.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key's row. */
@Entity
@Table(name = "key_")
class KeyRecord {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenant;

    @Column(name = "key_usage")
    String usage;

    String algorithm;

    @Column(name = "requested_algorithm")
    String requestedAlgorithm;

    @Nullable
    @Column(name = "hybrid_form")
    String hybridForm;

    boolean exportable;

    @Nullable
    String realm;

    @Nullable
    String issuer;

    @Column(name = "is_default")
    boolean isDefault;

    @Nullable
    @Column(name = "max_token_ttl")
    String maxTokenTtl;

    String state;

    @Column(name = "active_version")
    int activeVersion;

    String slot;

    @Column(name = "created_at")
    Instant createdAt;

    @Version
    @Column(name = "row_version")
    long rowVersion;

    /** For Hibernate, and for the store that fills it. */
    @SuppressWarnings("NullAway.Init")
    KeyRecord() {}
}
