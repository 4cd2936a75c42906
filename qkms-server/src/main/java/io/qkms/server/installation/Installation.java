package io.qkms.server.installation;

import io.qkms.server.access.Tenants;
import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.store.Database;
import io.qkms.server.store.DatabaseSettings;
import io.qkms.server.store.Identifiers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;

/**
 * What this database is: made by dev mode, or for production. The two never meet, because dev mode's keys and credentials lie
 * around in files.
 *
 * @param id its identifier
 * @param mode how it was made
 */
public record Installation(String id, Mode mode) {

    /** How an installation was made. */
    public enum Mode {
        /** By {@code serve --dev}: everything by itself, nothing of it to be trusted. */
        DEV,
        /** By an operator's ceremony. */
        PRODUCTION
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(InstallationRecord.class, SlotRecord.class);
    }

    /**
     * Refuses what can be refused before a database is opened, and so leaves no trace where the server must not be.
     *
     * @throws StartRefused outside of dev mode, on a data directory that dev mode made, or where nothing is installed
     */
    public static void check(QkmsConfiguration configuration) {
        Path data = configuration.dataDirectory();
        if (!configuration.devMode()) {
            if (Files.exists(DevCredentials.file(data))) {
                throw new StartRefused(
                        "dev mode made the data in " + data + ": start it with --dev, or take another data directory");
            }
            if (configuration.database() instanceof DatabaseSettings.Embedded embedded && !embedded.exists()) {
                throw nothingInstalled();
            }
        }
        PrivateFile.makeDirectory(data);
    }

    private static StartRefused nothingInstalled() {
        return new StartRefused("nothing is installed here yet. Only dev mode can make an installation in this release:"
                + " qkms serve --dev (for trying out, on loopback, without TLS). Installing for production, qkms init, is not"
                + " part of this release");
    }

    /**
     * The installation of this database; in dev mode made if there is none.
     *
     * @throws StartRefused if it was made for the other mode, or there is none and dev mode is off
     */
    public static Installation open(
            Database database, boolean devMode, Tenants tenants, Identifiers identifiers, InstantSource clock) {
        Installation installation = find(database)
                .or(() -> devMode ? Optional.of(make(database, tenants, identifiers, clock)) : Optional.empty())
                .orElseThrow(Installation::nothingInstalled);
        if (devMode != (installation.mode == Mode.DEV)) {
            throw new StartRefused(
                    devMode
                            ? "this database is a production installation: dev mode, which hands out credentials for"
                                    + " everything, does not start on it"
                            : "dev mode made this database: start it with --dev, or take another database");
        }
        return installation;
    }

    private static Optional<Installation> find(Database database) {
        return database.read(
                session -> Optional.ofNullable(session.find(InstallationRecord.class, InstallationRecord.SINGLETON))
                        .map(row -> new Installation(row.id, row.mode)));
    }

    private static Installation make(Database database, Tenants tenants, Identifiers identifiers, InstantSource clock) {
        try {
            database.inTransaction(transaction -> {
                transaction
                        .session()
                        .persist(new InstallationRecord(identifiers.next("inst"), Mode.DEV, clock.instant()));
                tenants.makeFirst(transaction);
            });
        } catch (ConstraintViolationException e) {
            // Another node came first; what it made is as good.
            return find(database).orElseThrow(() -> e);
        }
        return find(database).orElseThrow();
    }
}
