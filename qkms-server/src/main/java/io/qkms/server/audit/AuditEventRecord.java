package io.qkms.server.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event in the store. The chain's columns are written by {@link AuditChain} alone. */
@Entity
@Table(name = "audit_event")
class AuditEventRecord {
    @Id
    String id;

    @Nullable
    @Column(insertable = false, updatable = false)
    Long ordinal;

    Instant at;
    String type;

    @Column(name = "tenant_id")
    String tenant;

    String subject;

    @Column(length = 1_000_000)
    String body;

    @Nullable
    @Column(insertable = false, updatable = false)
    Long sequence;

    @Column(name = "previous_hash", length = 32, insertable = false, updatable = false)
    byte @Nullable [] previousHash;

    @Column(length = 32, insertable = false, updatable = false)
    byte @Nullable [] hash;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    AuditEventRecord() {}

    AuditEventRecord(String id, Instant at, String type, String tenant, String subject, String body) {
        this.id = id;
        this.at = at;
        this.type = type;
        this.tenant = tenant;
        this.subject = subject;
        this.body = body;
    }

    /** Where it stands in the order of recording, once it is stored. */
    long place() {
        return Objects.requireNonNull(ordinal);
    }
}
