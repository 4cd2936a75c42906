package io.qkms.server.ca;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;

/** A hierarchy in the store. */
@Entity
@Table(name = "repository")
class RepositoryRecord {
    @Id
    int number;

    String name;

    @Column(name = "crl_enabled")
    boolean crlEnabled;

    @Column(name = "crl_refresh_period")
    String crlRefreshPeriod;

    @Column(name = "ocsp_enabled")
    boolean ocspEnabled;

    @Column(name = "ocsp_refresh_period")
    String ocspRefreshPeriod;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    RepositoryRecord() {}

    RepositoryRecord(Repository repository) {
        number = repository.number();
        name = repository.name();
        crlEnabled = repository.crlEnabled();
        crlRefreshPeriod = repository.crlRefreshPeriod().toString();
        ocspEnabled = repository.ocspEnabled();
        ocspRefreshPeriod = repository.ocspRefreshPeriod().toString();
    }

    Repository value() {
        return new Repository(
                number,
                name,
                crlEnabled,
                Duration.parse(crlRefreshPeriod),
                ocspEnabled,
                Duration.parse(ocspRefreshPeriod));
    }
}
