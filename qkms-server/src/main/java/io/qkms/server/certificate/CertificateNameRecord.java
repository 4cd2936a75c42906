package io.qkms.server.certificate;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** One name of one certificate, for the filter by name. */
@Entity
@Table(name = "certificate_name")
class CertificateNameRecord {
    @EmbeddedId
    Id id;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CertificateNameRecord() {}

    CertificateNameRecord(String tenant, byte[] digest, long certificateNumber) {
        id = new Id(tenant, digest, certificateNumber);
    }

    /** The whole row is the key. */
    @Embeddable
    record Id(
            @Column(name = "tenant_id") String tenant,
            @Column(name = "name_digest", length = 16) byte[] nameDigest,
            @Column(name = "certificate_number") long certificateNumber) {}
}
