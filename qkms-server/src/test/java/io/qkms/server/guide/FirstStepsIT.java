package io.qkms.server.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import io.qkms.testsupport.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first steps of README and guide, typed into a shell beside a running server. */
@DisabledOnOs(OS.WINDOWS)
class FirstStepsIT {
    /** The directory in which somebody has typed {@code ./dev run}. */
    @TempDir
    static Path directory;

    private static ServerProcess server;

    @BeforeAll
    static void startAServer() throws IOException {
        server = ServerProcess.Launch.likeThisJvm().start(directory.resolve("data"), Map.of());
        // The guide puts .tools first in PATH, where ./dev judges lays OpenSSL.
        Path openSsl = Files.createDirectories(directory.resolve(".tools")).resolve("openssl");
        Files.writeString(openSsl, "#!/bin/sh\nexec '" + Judges.openSsl().executable() + "' \"$@\"\n");
        Files.setPosixFilePermissions(openSsl, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterAll
    static void stopTheServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void theReadmesCommandsRun(String readme) throws Exception {
        Result result =
                shell(String.join("\n", GuidePage.of(readme).firstSteps().blocks("sh")));

        assertThat(result.ok()).as(result.toString()).isTrue();
        assertThat(result.text())
                .contains("-----BEGIN CERTIFICATE-----")
                .contains("\"alg\":\"ML-DSA-65\"")
                .contains("\"kty\":\"AKP\"");
    }

    @Test
    void theGuidesCommandsRun() throws Exception {
        List<String> blocks = GuidePage.of("docs/guide/en/first-steps.md").blocks("sh");

        Result result = shell(String.join("\n", blocks));

        assertThat(result.ok()).as(result.toString()).isTrue();
        assertThat(result.text())
                .contains("\"rule\":\"san.dns\"", "\"rule\":\"san.ip\"", "\"rule\":\"validity.maximum\"")
                .containsSubsequence(
                        "gateway.pem: OK",
                        "gateway.pem: OK",
                        "gateway.pem: good",
                        "gateway.pem: revoked",
                        "refused",
                        "stale-while-revalidate",
                        "\"valid\":true");
        assertThat(result.stderr()).contains("Response verify OK", "verify OK", "certificate revoked");
    }

    @Test
    void joseVerifiesTheTokenOfTheGuide() throws Exception {
        Result signed = shell(
                String.join("\n", GuidePage.of("docs/guide/en/first-steps.md").blocks("sh"))
                        + "\nprintf 'JWT=%s\\n' \"$jwt\"");
        String jwt = signed.text().substring(signed.text().indexOf("JWT=") + 4).strip();
        String script =
                GuidePage.of("docs/guide/en/first-steps.md").blocks("js").get(0);

        Result verified = Judges.node()
                .run(script.replace("http://127.0.0.1:8080", server.baseUrl().toString()), Map.of("JWT", jwt));

        assertThat(verified.text()).as(verified.toString()).isEqualTo("ML-DSA-65 alice\n");
    }

    @Test
    void theGuidesJavaProgramRuns() throws Exception {
        Path source = directory.resolve("FirstSteps.java");
        Files.writeString(
                source,
                GuidePage.of("docs/guide/en/first-steps.md").blocks("java").get(0));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        Result result = run(List.of(java.toString(), "-cp", System.getProperty("java.class.path"), source.toString()));

        assertThat(result.text())
                .as(result.toString())
                .contains("certificate 0x", "token holds: true", "refused: san.dns evil.example");
    }

    private static Result shell(String script) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "script", ".sh"), script);
        return run(List.of("sh", "-eu", file.toString()));
    }

    private static Result run(List<String> command) throws Exception {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // A proxy of this machine's is not the way to its own loopback interface.
        builder.environment().put("no_proxy", "127.0.0.1");
        builder.environment().put("TMPDIR", directory.toString());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(out) + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readAllBytes(out), Files.readString(err, StandardCharsets.UTF_8));
    }
}
