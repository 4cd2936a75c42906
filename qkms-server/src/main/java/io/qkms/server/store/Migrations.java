package io.qkms.server.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema to the state that this release needs: the same scripts on both databases. */
final class Migrations {
    private Migrations() {}

    static void run(DataSource dataSource) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/qkms/server/store/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
