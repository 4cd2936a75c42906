package io.qkms.server.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.testsupport.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./dev run} trains the JVM's AOT cache with: a visit that is refused would train refusals. */
class TrainingVisitIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path data;

    @Test
    void nothingIsRefusedToTheTrainingsVisit() throws Exception {
        try (ServerProcess server = ServerProcess.Launch.likeThisJvm().start(data, Map.of())) {
            Process visit = new ProcessBuilder(List.of(
                            JAVA.toString(),
                            GuidePage.REPOSITORY
                                    .resolve("tools/TrainAotCache.java")
                                    .toString(),
                            "--visit",
                            server.baseUrl().toString(),
                            data.toString()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(visit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(visit.waitFor()).as(output).isZero();
            assertThat(output)
                    .doesNotContain("REFUSED")
                    .contains("/v1/certificates/issue: 201", ":revoke: 200", "/v1/tokens/verify: 200");
        }
    }
}
