package io.qkms.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.ModuleHealth;
import io.qkms.core.module.SignatureModules;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTestsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void aRunTestsEveryAlgorithmOfEveryModule() {
        SignatureModules modules =
                new SignatureModules(List.of(new BouncyCastleModule(new SecureRandom())), InstantSource.fixed(NOW));

        try (ModuleTests tests = new ModuleTests(modules)) {
            tests.run();
        }

        assertThat(modules.health()).isNotEmpty().allSatisfy(health -> {
            assertThat(health.state()).isEqualTo(ModuleHealth.State.PASSED);
            assertThat(health.testedAt()).isEqualTo(NOW);
        });
    }
}
