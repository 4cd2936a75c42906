package io.qkms.server.store;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which database holds the state, and how many connections to it this node may keep. */
public sealed interface DatabaseSettings {

    /** The most connections that this node opens. */
    int connections();

    /**
     * H2 in the file {@code qkms.mv.db} of a directory: for one node. A committed transaction survives the death of the
     * process; that it survives a power cut needs PostgreSQL.
     *
     * @param directory the data directory; made if absent
     */
    record Embedded(Path directory, int connections) implements DatabaseSettings {

        /** Whether the database is there; if not, opening makes it. */
        public boolean exists() {
            return Files.exists(directory.resolve("qkms.mv.db"));
        }
    }

    /**
     * PostgreSQL, for any number of nodes.
     *
     * @param url a JDBC URL, {@code jdbc:postgresql://host:port/database}
     */
    record PostgreSql(String url, String user, String password, int connections) implements DatabaseSettings {

        /** Without the password. */
        @Override
        public String toString() {
            return "PostgreSql[" + url + ", user " + user + ", " + connections + " connections]";
        }
    }
}
