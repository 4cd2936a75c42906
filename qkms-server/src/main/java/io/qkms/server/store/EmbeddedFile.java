package io.qkms.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the embedded database, and a mark beside it that says that it is open. A mark that is there at the start was
 * left by a process that died.
 *
 * <p>H2 finds its newest chunk at the end of the file, or from the last header that it wrote. After a process died, the file
 * may be longer than what is in use of it; chunks are then written before its end, and if this process dies, too, H2 may
 * go on from a header that is some commits old. So a file that was left open is opened and closed once, which cuts it to
 * what is in use, before anything is built on it.
 */
final class EmbeddedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFile.class);
    private static final String NAME = "qkms";

    private final Path mark;

    private EmbeddedFile(Path mark) {
        this.mark = mark;
    }

    /** The JDBC URL of the database in a directory. */
    static String url(Path directory) {
        // WRITE_DELAY=0: an acknowledged commit is in the file, also if the process dies the moment after.
        // FILE_LOCK=FS: the operating system keeps a second process out, and forgets the lock with the process.
        return "jdbc:h2:file:" + directory.toAbsolutePath().normalize().resolve(NAME)
                + ";WRITE_DELAY=0;AUTO_SERVER=FALSE;FILE_LOCK=FS;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
                + ";CACHE_SIZE=32768;QUERY_CACHE_SIZE=64";
    }

    /**
     * Makes the directory if it is not there, puts a file in order that was left open, and marks it as open.
     *
     * @throws SQLException if the file cannot be opened, for example because another process has it open
     */
    static EmbeddedFile open(Path directory) throws SQLException {
        try {
            Files.createDirectories(directory);
            Path mark = directory.resolve(NAME + ".open");
            if (Files.exists(mark) && Files.exists(directory.resolve(NAME + ".mv.db"))) {
                LOG.info("the database was left open by a process that died; putting its file in order");
                openAndClose(directory);
            } else if (!Files.exists(mark)) {
                Files.createFile(mark);
            }
            return new EmbeddedFile(mark);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data directory " + directory, e);
        }
    }

    private static void openAndClose(Path directory) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url(directory));
        source.setUser("sa");
        source.setPassword("");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    /** Takes the mark away: to be called once every connection is closed. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: the next start takes the database for one that was left open", mark, e);
        }
    }
}
