package io.qkms.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.server.config.ConfigurationReader;
import io.qkms.server.http.ContractClient;
import io.qkms.server.store.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The real server in dev mode, in this JVM, on a free port and a database and data directory of its own. */
public final class RunningServer implements AutoCloseable {
    private final String name;
    private final Path data;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private int port;
    private Server server;

    private RunningServer(String name, Path data, Map<String, String> settings, InstantSource clock) {
        this.name = name;
        this.data = data;
        this.settings = settings;
        this.clock = clock;
        this.server = start();
        this.port = server.baseUrl().getPort();
    }

    /** A server of the caller's own, on H2 in a file. */
    public static RunningServer onH2(Map<String, String> settings) {
        return new RunningServer("H2", newDirectory(), settings, InstantSource.system());
    }

    /** A server of the caller's own, on a PostgreSQL database. */
    public static RunningServer onPostgreSql(DatabaseSettings.PostgreSql database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("database.url", database.url());
        all.put("database.user", database.user());
        all.put("database.password", database.password());
        return new RunningServer("PostgreSQL", newDirectory(), all, InstantSource.system());
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("qkms-server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Server start() {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data.dir", data.toString());
        all.putIfAbsent("public.port", String.valueOf(port));
        return Server.start(ConfigurationReader.read(true, all, Map.of(), null), clock);
    }

    /** Stops the server and starts it again on what it left, on the same port. */
    public void restart() {
        server.close();
        server = start();
    }

    /** Where it answers. */
    public URI baseUrl() {
        return server.baseUrl();
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    /** What it wrote into {@code dev-credentials.json}. */
    public JsonNode credentials() {
        try {
            return new ObjectMapper()
                    .readTree(data.resolve("dev-credentials.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client with dev mode's credentials and every scope; its token is made anew at each call. */
    public ContractClient client() {
        return client("");
    }

    /** A client with dev mode's credentials and these scopes, separated by blanks. */
    public ContractClient client(String scope) {
        JsonNode credentials = credentials();
        return ContractClient.of(
                baseUrl(),
                credentials.path("client_id").asText(),
                credentials.path("client_secret").asText(),
                scope);
    }

    /** A client without credentials. */
    public ContractClient anonymous() {
        return ContractClient.anonymous(baseUrl());
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
