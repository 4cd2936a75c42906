package io.qkms.server.ca;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An authority in the store. */
@Entity
@Table(name = "ca")
class CaRecord {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenant;

    String kind;
    String name;
    int repository;

    @Column(name = "parent_id")
    @Nullable
    String parentId;

    @Column(name = "key_id")
    String keyId;

    @Column(name = "key_version")
    int keyVersion;

    @Column(name = "certificate_number")
    long certificateNumber;

    String subject;
    String algorithm;

    @Column(name = "hybrid_form")
    @Nullable
    String hybridForm;

    @Column(name = "path_length")
    @Nullable
    Integer pathLength;

    /** Names, one a line. */
    String profiles;

    String status;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(length = 1 << 20)
    byte[] certificate;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CaRecord() {}
}
