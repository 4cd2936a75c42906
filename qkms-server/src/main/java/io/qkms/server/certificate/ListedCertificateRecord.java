package io.qkms.server.certificate;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A certificate as lists read it: without its encoding, which is most of it. */
@Entity
@Immutable
@Table(name = "certificate")
class ListedCertificateRecord extends CertificateColumns {
    /** For Hibernate. */
    ListedCertificateRecord() {}
}
