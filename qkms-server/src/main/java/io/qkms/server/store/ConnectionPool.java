package io.qkms.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.api.ErrorCode;

/** Opens the pool of connections to either database, with the settings that durability and speed need. */
final class ConnectionPool {
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

    private ConnectionPool() {}

    static HikariDataSource open(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("qkms");
        config.setAutoCommit(false);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(2, settings.connections()));
        config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        switch (settings) {
            case DatabaseSettings.Embedded embedded -> configure(config, embedded);
            case DatabaseSettings.PostgreSql postgreSql -> configure(config, postgreSql);
        }
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw unavailable(settings, e);
        }
    }

    private static void configure(HikariConfig config, DatabaseSettings.Embedded embedded) {
        config.setDriverClassName("org.h2.Driver");
        config.setJdbcUrl(EmbeddedFile.url(embedded.directory()));
        config.setUsername("sa");
        config.setPassword("");
    }

    private static void configure(HikariConfig config, DatabaseSettings.PostgreSql postgreSql) {
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(postgreSql.url());
        config.setUsername(postgreSql.user());
        config.setPassword(postgreSql.password());
        config.addDataSourceProperty("ApplicationName", "qkms");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The values of a failed statement belong in no message.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        // Everything here runs often: prepare on the server from the second use on.
        config.addDataSourceProperty("prepareThreshold", "2");
        // A dead network must not hold a connection for ever.
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        config.addDataSourceProperty("socketTimeout", "120");
        config.addDataSourceProperty(
                "options", "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000");
    }

    /** What to say of a database that does not open. */
    static IllegalStateException unavailable(DatabaseSettings settings, Exception e) {
        if (settings instanceof DatabaseSettings.Embedded embedded && isLocked(e)) {
            return new IllegalStateException(
                    "the database in " + embedded.directory().toAbsolutePath()
                            + " is in use by another process; stop that one, or give this one a data directory of its own",
                    e);
        }
        return new IllegalStateException("cannot open the database: " + settings, e);
    }

    private static boolean isLocked(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return true;
            }
        }
        return false;
    }
}
