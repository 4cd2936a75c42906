package io.qkms.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, as far as it does not serve. */
class MainTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "Exit codes:", "every mistake is named");
    }

    @Test
    void helpOfServeNamesItsOptions() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString())
                .contains("--dev", "--port", "--api-port", "--data", "--config", "QKMS_PUBLIC_BASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve --version"})
    void saysItsVersion(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString()).matches("qkms \\d+\\.\\d+\\.\\d+\\S*\\s*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sevre", "serve --dve", "serve --port", "--dev"})
    void aWrongCommandLineEndsWith2AndTheUsage(String arguments) {
        assertThat(arguments.isEmpty() ? run() : run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).containsAnyOf("Usage: qkms", "Did you mean: qkms serve?");
    }

    @Test
    void aWrongConfigurationEndsWith3AndNamesEveryMistake() {
        assertThat(run("serve", "--dev", "--port", "http", "--api-port", "0", "--data", directory.toString()))
                .isEqualTo(3);
        assertThat(err.toString())
                .contains("2 mistakes", "public.port = \"http\"", "api.port = \"0\"")
                .doesNotContain("Exception");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void outsideOfDevModeAnEmptyDirectoryEndsWith4AndSaysWhatWorks() {
        assertThat(run("serve", "--port", "0", "--data", directory.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("qkms serve --dev").doesNotContain("Exception");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void outsideOfDevModeTheDirectoryOfDevModeEndsWith4() throws Exception {
        Files.writeString(directory.resolve("dev-credentials.json"), "{}");

        assertThat(run("serve", "--port", "0", "--data", directory.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("dev mode made the data in " + directory);
    }

    @Test
    void aPortInUseEndsWith5AndNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(run("serve", "--dev", "--port", port, "--data", directory.toString()))
                    .isEqualTo(5);
            assertThat(err.toString()).contains("could not start", port);
        }
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
