package io.qkms.server.csr;

import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.server.access.Caller;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A certification request in the store. */
@Entity
@DynamicUpdate
@Table(name = "csr")
class CsrRecord {
    private static final Duration OPEN_FOR = Duration.ofDays(30);

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

    /** For Hibernate, and for {@link #of}. */
    @SuppressWarnings("NullAway.Init")
    CsrRecord() {}

    /** A row for an application; its status is yet to be set. */
    static CsrRecord of(String id, Caller submitter, Application application, Instant now) {
        CsrRecord row = new CsrRecord();
        row.id = id;
        row.tenant = submitter.tenant();
        row.profile = application.profile();
        row.subject = application.subject().toString();
        row.subjectAltNames = application.names().stream()
                .map(SubjectAlternativeName::prefixed)
                .collect(Collectors.joining("\n"));
        row.algorithm = application.publicKey().algorithm().displayName();
        row.keyId = application.keyId();
        row.keyVersion = application.keyVersion();
        row.publicKey = application.publicKey().encoded();
        row.publicKeyDigest = OpenDigest.sha256().digest(row.publicKey);
        row.der = application.csr() == null ? null : application.csr().encoded();
        row.validity =
                application.validity() == null ? null : application.validity().toString();
        row.tags = "{}";
        row.submitter = submitter.clientId();
        row.createdAt = now;
        row.expiresAt = now.plus(OPEN_FOR);
        return row;
    }

    /** What was applied for. */
    Application application() {
        CertificationRequest request = der == null ? null : CertificationRequest.ofDer("csr", der);
        return new Application(
                profile,
                request == null ? DistinguishedName.parse("subject", subject) : request.subject(),
                SubjectPublicKey.parse("csr", publicKey),
                subjectAltNames
                        .lines()
                        .map(name -> SubjectAlternativeName.parse("subject_alt_names", name))
                        .toList(),
                validity == null ? null : Duration.parse(validity),
                request,
                keyId,
                keyVersion);
    }
}
