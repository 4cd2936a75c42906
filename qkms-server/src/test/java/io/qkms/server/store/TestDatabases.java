package io.qkms.server.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Makes an empty H2 file and an empty PostgreSQL database; PostgreSQL itself is started once for all test classes. */
public final class TestDatabases implements ArgumentsProvider {
    private static final Namespace NAMESPACE = Namespace.create(TestDatabases.class);

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
            throws Exception {
        return Stream.of(Arguments.of(h2()), Arguments.of(postgreSql(context)));
    }

    private static TestDatabase h2() throws IOException {
        return new TestDatabase("H2", new DatabaseSettings.Embedded(Files.createTempDirectory("qkms-h2-"), 10));
    }

    private static TestDatabase postgreSql(ExtensionContext context) throws SQLException {
        return new TestDatabase("PostgreSQL", newPostgreSql(context));
    }

    /** An empty database of the one PostgreSQL server. */
    public static DatabaseSettings.PostgreSql newPostgreSql(ExtensionContext context) throws SQLException {
        Server server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Server.class, key -> Server.start(), Server.class);
        return server.newDatabase();
    }

    /** A PostgreSQL server; stopped with the store that keeps it. */
    private record Server(EmbeddedPostgres postgres) implements AutoCloseable {

        static Server start() {
            try {
                return new Server(EmbeddedPostgres.builder().start());
            } catch (IOException e) {
                throw new IllegalStateException("PostgreSQL does not start", e);
            }
        }

        DatabaseSettings.PostgreSql newDatabase() throws SQLException {
            String name = "q" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return new DatabaseSettings.PostgreSql(postgres.getJdbcUrl("postgres", name), "postgres", "postgres", 10);
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }
}
