package io.qkms.server.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Tenants;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class InstallationTest {
    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final Tenants tenants;

    InstallationTest(TestDatabase databases) {
        List<Class<?>> records = Stream.concat(Installation.records().stream(), Tenants.records().stream())
                .toList();
        database = databases.open(records);
        tenants = new Tenants(database, random, InstantSource.system());
    }

    @BeforeEach
    void empty() {
        database.inTransaction(transaction -> {
            transaction
                    .session()
                    .createNativeMutationQuery("delete from installation")
                    .executeUpdate();
            transaction
                    .session()
                    .createNativeMutationQuery("delete from tenant")
                    .executeUpdate();
        });
    }

    @Test
    void devModeMakesAnInstallationOnceAndFindsItAgain() {
        Installation made = open(true);

        assertThat(made.mode()).isEqualTo(Installation.Mode.DEV);
        assertThat(open(true)).isEqualTo(made);
    }

    @Test
    void aNewInstallationHasItsTenantsAndNoOther() {
        open(true);

        assertThat(tenants.get("default").appkey())
                .hasSize(32)
                .isNotEqualTo(tenants.get("system").appkey());
        assertThat(tenants.get("default")).isEqualTo(tenants.get("default"));
        assertThatThrownBy(() -> tenants.get("other")).isInstanceOf(QkmsException.class);
    }

    @Test
    void outsideOfDevModeNothingIsMadeAndTheRefusalSaysWhatWorks() {
        assertThatThrownBy(() -> open(false)).isInstanceOf(StartRefused.class).hasMessageContaining("qkms serve --dev");
        assertThat(rows()).isZero();
    }

    @Test
    void outsideOfDevModeADatabaseOfDevModeIsRefused() {
        open(true);

        assertThatThrownBy(() -> open(false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("dev mode made this database");
    }

    @Test
    void devModeDoesNotStartOnAProductionInstallation() {
        open(true);
        database.inTransaction(transaction -> transaction
                .session()
                .createNativeMutationQuery("update installation set mode = 'PRODUCTION'")
                .executeUpdate());

        assertThatThrownBy(() -> open(true))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("production installation");
        assertThat(open(false).mode()).isEqualTo(Installation.Mode.PRODUCTION);
    }

    private Installation open(boolean devMode) {
        return Installation.open(
                database, devMode, tenants, new Identifiers(InstantSource.system(), random), InstantSource.system());
    }

    private long rows() {
        return database.read(session -> session.createNativeQuery("select count(*) from installation", Long.class)
                .getSingleResult());
    }
}
