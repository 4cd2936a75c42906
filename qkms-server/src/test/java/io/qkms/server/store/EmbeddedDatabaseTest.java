package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir
    private Path directory;

    @Test
    void hasEverythingThatWasCommittedWhenItsProcessDiedTheMomentAfter() throws Exception {
        Process process = anotherProcess("halt");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(9);

        try (Database database = open()) {
            long rows = database.read(session -> session.createNativeQuery("select count(*) from change", Long.class)
                    .getSingleResult());
            assertThat(rows).isEqualTo(1);
        }
    }

    @Test
    void putsTheFileOfAProcessThatDiedInOrderBeforeItBuildsOnIt() throws Exception {
        assertThat(anotherProcess("halt").waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(directory.resolve("qkms.open")).exists();
        long left = Files.size(directory.resolve("qkms.mv.db"));

        EmbeddedFile.open(directory);

        assertThat(Files.size(directory.resolve("qkms.mv.db"))).isLessThan(left);
        assertThat(directory.resolve("qkms.open")).exists();
    }

    @Test
    void marksTheFileAsOpenUntilItIsClosed() {
        try (Database database = open()) {
            assertThat(directory.resolve("qkms.open")).exists();
        }
        assertThat(directory.resolve("qkms.open")).doesNotExist();
    }

    @Test
    void refusesASecondProcessAndSaysWhy() throws Exception {
        try (Database database = open()) {
            Process process = anotherProcess("open");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("is in use by another process");
        }
    }

    @Test
    void opensAgainWhatItClosed() {
        open().close();

        try (Database database = open()) {
            assertThat(database.<Integer>read(session ->
                            session.createNativeQuery("select 1", Integer.class).getSingleResult()))
                    .isEqualTo(1);
        }
    }

    @Test
    void saysSoWhenADirectoryCannotBeMade() throws IOException {
        Path file = java.nio.file.Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Database.open(new DatabaseSettings.Embedded(file.resolve("data"), 2), List.of()))
                .hasMessageContaining("cannot make the data directory");
    }

    private Database open() {
        return Database.open(new DatabaseSettings.Embedded(directory, 2), ChangeFeed.records());
    }

    private Process anotherProcess(String what) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        directory.toString(),
                        what)
                .start();
    }

    /** Opens the database, commits one row and, if told so, dies at once. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) {
            Database database =
                    Database.open(new DatabaseSettings.Embedded(Path.of(arguments[0]), 2), ChangeFeed.records());
            database.inTransaction(transaction -> transaction
                    .session()
                    .persist(new ChangeRecord("kind", "subject", Instant.parse("2026-11-21T10:00:00Z"))));
            if (arguments[1].equals("halt")) {
                Runtime.getRuntime().halt(9);
            }
            database.close();
        }
    }
}
