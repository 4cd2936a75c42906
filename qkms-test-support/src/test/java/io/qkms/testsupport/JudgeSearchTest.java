package io.qkms.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Programs that only know their version stand in for the judges here: what is tested is which one is chosen. */
@DisabledOnOs(OS.WINDOWS)
class JudgeSearchTest {
    @TempDir
    Path machine;

    private Path module;

    @BeforeEach
    void makeARepository() throws IOException {
        module = Files.createDirectories(machine.resolve("repository/qkms-core"));
        Files.createFile(machine.resolve("repository/mvnw"));
    }

    @Test
    void takesTheRepositorysOpenSslBeforeThatOfThePath() throws IOException {
        Path own = program("repository/.tools/openssl", "OpenSSL 3.5.7 1 Jan 2026");
        program("bin/openssl", "OpenSSL 3.6.0 1 Jan 2026");

        assertThat(search(path()).openSsl().orElseThrow().executable()).isEqualTo(own);
    }

    @Test
    void takesTheOpenSslOfThePathIfItIsNewEnough() throws IOException {
        Path onPath = program("bin/openssl", "OpenSSL 4.0.0 1 Jan 2027");

        assertThat(search(path()).openSsl().orElseThrow().executable()).isEqualTo(onPath);
    }

    @Test
    void passesOverAnOpenSslWithoutPostQuantumAlgorithms() throws IOException {
        program("bin/openssl", "OpenSSL 3.0.19 27 Jan 2026");

        assertThat(search(path()).openSsl()).isEmpty();
    }

    @Test
    void passesOverWhatOnlyCallsItselfOpenSsl() throws IOException {
        program("bin/openssl", "LibreSSL 3.9.1");

        assertThat(search(path()).openSsl()).isEmpty();
    }

    @Test
    void doesNotLookFurtherThanTheOpenSslThatIsNamed() throws IOException {
        program("bin/openssl", "OpenSSL 3.5.7 1 Jan 2026");
        JudgeSearch search =
                search(Map.of("PATH", machine.resolve("bin").toString(), "QKMS_OPENSSL", "/nowhere/openssl"));

        assertThat(search.openSsl()).isEmpty();
        assertThat(search.openSslMissing())
                .contains("QKMS_OPENSSL=/nowhere/openssl")
                .contains("./dev judges");
    }

    @Test
    void takesNodeOnlyTogetherWithJose() throws IOException {
        program("bin/node", "v24.1.0");
        assertThat(search(path()).node()).isEmpty();

        Path jose = Files.createDirectories(machine.resolve("repository/.tools/node/node_modules/jose"));
        Files.writeString(jose.resolve("package.json"), "{}");
        assertThat(search(path()).node()).isPresent();
    }

    @Test
    void passesOverANodeThatIsTooOld() throws IOException {
        program("bin/node", "v20.20.2");
        Path jose = Files.createDirectories(machine.resolve("repository/.tools/node/node_modules/jose"));
        Files.writeString(jose.resolve("package.json"), "{}");

        assertThat(search(path()).node()).isEmpty();
    }

    @Test
    void skipsTheTestThatMissesAJudge() {
        assertThat(Judges.missing(Map.of(), "no judge"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no judge");
    }

    @Test
    void failsTheTestThatMissesARequiredJudge() {
        assertThatThrownBy(() -> Judges.missing(Map.of("QKMS_REQUIRE_JUDGES", "1"), "no judge"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("no judge");
    }

    private JudgeSearch search(Map<String, String> environment) {
        return new JudgeSearch(environment, module);
    }

    private Map<String, String> path() {
        return Map.of("PATH", machine.resolve("bin").toString());
    }

    private Path program(String place, String version) throws IOException {
        Path file = machine.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho '" + version + "'\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
