package io.qkms.server.certificate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicUpdate;

/** A certificate in the store. */
@Entity
@DynamicUpdate
@Table(name = "certificate")
class CertificateRecord extends CertificateColumns {
    @Column(length = 1 << 20)
    byte[] der;

    /** For Hibernate, and for filling in. */
    @SuppressWarnings("NullAway.Init")
    CertificateRecord() {}
}
