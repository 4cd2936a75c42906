package io.qkms.server.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no POSIX permissions")
class PrivateFileTest {
    @TempDir
    Path directory;

    @Test
    void writesFilesThatOnlyTheirOwnerMayUse() throws IOException {
        Path file = directory.resolve("made/secret");

        PrivateFile.write(file, new byte[] {1, 2});

        assertThat(PrivateFile.read(file)).containsExactly(1, 2);
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    }

    @Test
    void replacesAFileAsAWholeAndLeavesNothingBeside() throws IOException {
        Path file = directory.resolve("secret");
        PrivateFile.write(file, new byte[100]);
        Files.write(directory.resolve(".secret.new"), new byte[5]);

        PrivateFile.write(file, new byte[] {7});

        assertThat(PrivateFile.read(file)).containsExactly(7);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void refusesAFileThatOthersMayUseAndSaysWhatToDo(String permissions) throws IOException {
        Path file = Files.write(directory.resolve("secret"), new byte[1]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> PrivateFile.read(file))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void readsAFileThatIsPrivate(String permissions) throws IOException {
        Path file = Files.write(directory.resolve("secret"), new byte[1]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(PrivateFile.read(file)).hasSize(1);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
