package io.qkms.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

    @Test
    void keepsTheCallersDatabaseFromTheServer() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/usr/bin",
                "QKMS_DATABASE_URL", "jdbc:postgresql://production/qkms",
                "QKMS_PUBLIC_PORT", "443"));

        ServerProcess.setEnvironment(environment, Map.of("QKMS_DATABASE_URL", "jdbc:h2:mem:own"));

        assertThat(environment)
                .containsOnly(Map.entry("PATH", "/usr/bin"), Map.entry("QKMS_DATABASE_URL", "jdbc:h2:mem:own"));
    }
}
