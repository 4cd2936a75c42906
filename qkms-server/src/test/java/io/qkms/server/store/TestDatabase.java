package io.qkms.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One empty database for one test class. Closed, with all that was opened on it, when the class is done. */
public final class TestDatabase implements AutoCloseable {
    private final String name;
    private final DatabaseSettings settings;
    private final Deque<Database> opened = new ArrayDeque<>();
    private final Map<Class<?>, Object> kept = new HashMap<>();

    TestDatabase(String name, DatabaseSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /** Where it is. */
    public DatabaseSettings settings() {
        return settings;
    }

    /** Opened for the given entities at the first call, the same afterwards; as one node has it. */
    public Database open(Collection<Class<?>> records) {
        return opened.isEmpty() ? openAnother(records) : opened.getFirst();
    }

    /** Opened for the given entities at the first call, the same afterwards; as one node has it. */
    public Database open(Class<?>... records) {
        return open(List.of(records));
    }

    /** A second node's view of the same database. H2 has none: there it is the first one's. */
    public Database openAnother(Collection<Class<?>> records) {
        if (!opened.isEmpty() && settings instanceof DatabaseSettings.Embedded) {
            return opened.getFirst();
        }
        Database database = Database.open(settings, records);
        opened.add(database);
        return database;
    }

    /** Something that must outlive the tests' instances because the database refers to it, for example open slots; made once. */
    public <T> T keep(Class<T> type, Supplier<T> make) {
        return type.cast(kept.computeIfAbsent(type, t -> make.get()));
    }

    @Override
    public void close() {
        opened.forEach(Database::close);
        if (settings instanceof DatabaseSettings.Embedded embedded) {
            delete(embedded.directory());
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
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
