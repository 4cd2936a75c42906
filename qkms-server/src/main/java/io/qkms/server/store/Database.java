package io.qkms.server.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one SQL database. Work on it is blocking code: call it on virtual threads. Isolation is READ COMMITTED; what must not
 * change between reading and writing is read with a row lock. Safe for use by many threads.
 *
 * <p>Failures of the database surface as {@link io.qkms.core.error.QkmsException} 50301 where it is certain that nothing was
 * changed, else as they are.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final ScopedValue<Database> IN_WORK = ScopedValue.newInstance();

    private final HikariDataSource pool;
    private final SessionFactory sessions;
    private final @Nullable EmbeddedFile file;

    private Database(HikariDataSource pool, SessionFactory sessions, @Nullable EmbeddedFile file) {
        this.pool = pool;
        this.sessions = sessions;
        this.file = file;
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @param records the entities of all features
     * @throws IllegalStateException if it cannot be reached, or another process has the embedded database open
     */
    public static Database open(DatabaseSettings settings, Collection<Class<?>> records) {
        EmbeddedFile file = embeddedFile(settings);
        HikariDataSource pool = ConnectionPool.open(settings);
        try {
            Migrations.run(pool);
            return new Database(pool, SessionFactories.build(pool, records), file);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static @Nullable EmbeddedFile embeddedFile(DatabaseSettings settings) {
        try {
            return settings instanceof DatabaseSettings.Embedded embedded
                    ? EmbeddedFile.open(embedded.directory())
                    : null;
        } catch (SQLException e) {
            throw ConnectionPool.unavailable(settings, e);
        }
    }

    /**
     * Runs work in a transaction: committed when it returns, rolled back when it throws.
     *
     * @throws IllegalStateException if called inside another piece of work, which would wait for a second connection while
     *     holding one
     */
    public <T extends @Nullable Object> T transaction(Function<Transaction, T> work) {
        Committed<T> committed = ScopedValue.where(IN_WORK, refuseNesting()).call(() -> run(work));
        committed.hooks().forEach(Database::runHook);
        return committed.result();
    }

    /** Runs work that has no result in a transaction. */
    public void inTransaction(Consumer<Transaction> work) {
        transaction(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /** Runs work that changes nothing. */
    public <T extends @Nullable Object> T read(Function<Session, T> work) {
        return transaction(transaction -> {
            transaction.session().setDefaultReadOnly(true);
            return work.apply(transaction.session());
        });
    }

    /** The connections themselves, with auto-commit off: for libraries that bring their own SQL. */
    public DataSource dataSource() {
        return pool;
    }

    private Database refuseNesting() {
        if (IN_WORK.isBound() && IN_WORK.get() == this) {
            throw new IllegalStateException("a transaction is already running on this thread");
        }
        return this;
    }

    private <T extends @Nullable Object> Committed<T> run(Function<Transaction, T> work) {
        boolean committing = false;
        try (Session session = sessions.openSession()) {
            session.beginTransaction();
            Transaction transaction = new Transaction(session);
            try {
                T result = work.apply(transaction);
                session.flush();
                // So that the commit does not look at every entity once more.
                session.setHibernateFlushMode(FlushMode.MANUAL);
                committing = true;
                session.getTransaction().commit();
                return new Committed<>(result, transaction.afterCommit());
            } catch (Throwable e) {
                rollBack(session, e);
                throw e;
            }
        } catch (RuntimeException e) {
            throw committing ? e : StoreFailure.refusalOf(e);
        }
    }

    private record Committed<T extends @Nullable Object>(T result, List<Runnable> hooks) {}

    private static void rollBack(Session session, Throwable cause) {
        try {
            if (session.getTransaction().isActive()) {
                session.getTransaction().rollback();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static void runHook(Runnable hook) {
        try {
            hook.run();
        } catch (RuntimeException e) {
            LOG.error("what should follow a commit failed", e);
        }
    }

    /** Closes all connections. Work that still runs fails. */
    @Override
    public void close() {
        sessions.close();
        pool.close();
        if (file != null) {
            file.close();
        }
    }
}
