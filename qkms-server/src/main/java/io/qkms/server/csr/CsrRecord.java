package io.qkms.server.csr;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A certification request in the store. */
@Entity
@DynamicUpdate
@Table(name = "csr")
class CsrRecord {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenant;

    String profile;
    String subject;

    /** One a line, typed by prefix. */
    @Column(name = "subject_alt_names")
    String subjectAltNames;

    String algorithm;

    @Column(name = "hybrid_form")
    @Nullable
    String hybridForm;

    @Column(name = "key_id")
    @Nullable
    String keyId;

    @Column(name = "key_version")
    @Nullable
    Integer keyVersion;

    @Column(name = "public_key", length = 1 << 20)
    byte[] publicKey;

    @Column(name = "public_key_digest", length = 32)
    byte[] publicKeyDigest;

    /** Of what makes two requests the same, while this one is open; null afterwards. */
    @Column(name = "open_digest", length = 32)
    byte @Nullable [] openDigest;

    String status;

    @Column(length = 1 << 20)
    byte @Nullable [] der;

    @Nullable
    String validity;

    /** A JSON object. */
    String tags;

    String submitter;

    @Nullable
    String serial;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    /** For Hibernate, and for filling in. */
    @SuppressWarnings("NullAway.Init")
    CsrRecord() {}
}
