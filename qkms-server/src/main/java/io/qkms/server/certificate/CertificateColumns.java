package io.qkms.server.certificate;

import jakarta.persistence.Column;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A certificate in the store, without its encoding: what lists read. */
@MappedSuperclass
abstract class CertificateColumns {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long number;

    String serial;

    @Column(name = "tenant_id")
    String tenant;

    int repository;

    @Column(name = "issuer_id")
    String issuerId;

    @Nullable
    String profile;

    String subject;

    @Column(name = "subject_digest", length = 16)
    byte[] subjectDigest;

    /** One a line, typed by prefix. */
    @Column(name = "subject_alt_names")
    String subjectAltNames;

    String algorithm;

    @Column(name = "hybrid_form")
    @Nullable
    String hybridForm;

    @Column(name = "public_key_digest", length = 32)
    byte[] publicKeyDigest;

    @Column(name = "csr_id")
    @Nullable
    String csrId;

    @Column(name = "key_id")
    @Nullable
    String keyId;

    @Column(name = "key_version")
    @Nullable
    Integer keyVersion;

    /** The serial number of the certificate that this one renews. */
    @Nullable
    String replaces;

    @Column(name = "not_before")
    Instant notBefore;

    @Column(name = "not_after")
    Instant notAfter;

    /** {@code ISSUED}, {@code ON_HOLD} or {@code REVOKED}: that time has run out needs no writing. */
    String status;

    @Column(name = "revocation_reason")
    @Nullable
    Integer revocationReason;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @Column(name = "invalidity_date")
    @Nullable
    Instant invalidityDate;

    @Column(name = "crl_partition_id")
    @Nullable
    String crlPartitionId;

    @Column(name = "crl_shard")
    int crlShard;

    @Column(name = "crl_url")
    @Nullable
    String crlUrl;

    @Column(name = "delta_crl_url")
    @Nullable
    String deltaCrlUrl;

    @Column(name = "ocsp_url")
    @Nullable
    String ocspUrl;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate, and for filling in. */
    @SuppressWarnings("NullAway.Init")
    CertificateColumns() {}
}
