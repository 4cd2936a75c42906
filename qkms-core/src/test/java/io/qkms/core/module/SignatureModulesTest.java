package io.qkms.core.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.ModuleHealth.State;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureModulesTest {
    private static final Instant NOW = Instant.parse("2026-12-31T23:59:59Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Algorithm ALGORITHM = Algorithm.ML_DSA_44;
    private static final byte[] MESSAGE = {1, 2, 3};

    private final FaultyModule first = new FaultyModule("first");
    private final FaultyModule second = new FaultyModule("second");
    private final SignatureModules modules = new SignatureModules(List.of(first, second), CLOCK);

    @ParameterizedTest
    @EnumSource(
            names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072", "RSA_4096"})
    void passesTheKnownAnswerOfEveryAlgorithm(Algorithm algorithm) {
        SignatureModules real = new SignatureModules(List.of(new BouncyCastleModule(new SecureRandom())), CLOCK);

        real.runKnownAnswerTests();

        ModuleHealth health = health(real, "bouncycastle", algorithm);
        assertThat(health.state()).isEqualTo(State.PASSED);
        assertThat(health.testedAt()).isEqualTo(NOW);
        assertThat(health.latency()).isPositive();
        assertThat(health.failure()).isNull();
    }

    @Test
    void testsNothingBeforeItIsUsed() {
        assertThat(modules.health()).extracting(ModuleHealth::state).containsOnly(State.UNTESTED);
        assertThat(modules.health()).extracting(ModuleHealth::testedAt).containsOnlyNulls();
    }

    @Test
    void testsAnAlgorithmWhenItIsFirstUsed() {
        modules.generate(ALGORITHM);

        assertThat(health(modules, "first", ALGORITHM).state()).isEqualTo(State.PASSED);
        assertThat(health(modules, "first", Algorithm.EC_P256).state()).isEqualTo(State.UNTESTED);
    }

    @Test
    void takesAModuleThatVerifiesEverythingOutOfService() {
        first.fault = Fault.VERIFIES_EVERYTHING;

        GeneratedKey key = modules.generate(ALGORITHM);

        assertThat(modules.verify(ALGORITHM, key.publicKey(), MESSAGE, new byte[2420]))
                .isFalse();
        assertThat(health(modules, "first", ALGORITHM).state()).isEqualTo(State.FAILED);
        assertThat(health(modules, "first", ALGORITHM).failure()).contains("another message");
    }

    @Test
    void takesAModuleThatSignsWronglyOutOfService() {
        first.fault = Fault.SIGNS_WRONGLY;

        assertThat(signature(generated()).length).isEqualTo(2420);
        assertThat(health(modules, "first", ALGORITHM).failure()).isEqualTo("does not sign for the known public key");
        assertThat(second.signatures).isEqualTo(2);
    }

    @Test
    void signsWithTheNextModuleWhenOneFails() {
        GeneratedKey key = generated();
        PrivateKeyHandle handle = modules.load(ALGORITHM, key.privateKey());
        handle.sign(MESSAGE);
        first.fault = Fault.THROWS;

        byte[] signature = handle.sign(MESSAGE);

        assertThat(modules.verify(ALGORITHM, key.publicKey(), MESSAGE, signature))
                .isTrue();
        assertThat(health(modules, "first", ALGORITHM).state()).isEqualTo(State.FAILED);
        assertThat(health(modules, "second", ALGORITHM).state()).isEqualTo(State.PASSED);
    }

    @Test
    void usesAModuleAgainThatPassesItsTestAfterAFailure() {
        PrivateKeyHandle handle = modules.load(ALGORITHM, generated().privateKey());
        handle.sign(MESSAGE);
        first.failNext = true;
        handle.sign(MESSAGE);
        int before = second.signatures;

        handle.sign(MESSAGE);

        assertThat(second.signatures).isEqualTo(before);
        assertThat(health(modules, "first", ALGORITHM).state()).isEqualTo(State.PASSED);
    }

    @Test
    void leavesAFailedModuleOutUntilATestPasses() {
        first.fault = Fault.THROWS;
        PrivateKeyHandle handle =
                modules.load(ALGORITHM, second.generate(ALGORITHM).privateKey());
        handle.sign(MESSAGE);
        first.fault = Fault.NONE;
        handle.sign(MESSAGE);
        assertThat(first.signatures).isZero();

        modules.runKnownAnswerTests();
        int before = first.signatures;
        handle.sign(MESSAGE);

        assertThat(first.signatures).isEqualTo(before + 1);
    }

    @Test
    void refusesWhenEveryModuleHasFailed() {
        first.fault = Fault.THROWS;
        second.fault = Fault.THROWS;

        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> modules.generate(ALGORITHM));

        assertThat(refusal.code()).isEqualTo(ErrorCode.SIGNATURE_MODULE_FAILED);
        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.rule()).isEqualTo("module.failed");
            assertThat(detail.value()).isEqualTo("ML-DSA-44");
        });
    }

    @Test
    void refusesAnAlgorithmThatNoModuleDoes() {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> modules.generate(Algorithm.FALCON_512));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details())
                .singleElement()
                .satisfies(detail -> assertThat(detail.allowed()).contains("ML-DSA-44"));
    }

    @Test
    void blamesTheKeyAndNotTheModuleForAKeyOfAnotherAlgorithm() {
        byte[] other = second.generate(Algorithm.EC_P256).publicKey();

        assertThatThrownBy(() -> modules.verify(ALGORITHM, other, MESSAGE, new byte[2420]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> modules.load(
                        ALGORITHM, second.generate(Algorithm.EC_P256).privateKey()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(health(modules, "first", ALGORITHM).state()).isEqualTo(State.PASSED);
    }

    private GeneratedKey generated() {
        return modules.generate(ALGORITHM);
    }

    private byte[] signature(GeneratedKey key) {
        return modules.load(ALGORITHM, key.privateKey()).sign(MESSAGE);
    }

    private static ModuleHealth health(SignatureModules modules, String module, Algorithm algorithm) {
        return modules.health().stream()
                .filter(health -> health.module().equals(module) && health.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
    }

    private enum Fault {
        NONE,
        THROWS,
        SIGNS_WRONGLY,
        VERIFIES_EVERYTHING
    }

    /** The real module, with a fault that can be switched on. Counts its signatures. */
    private static final class FaultyModule implements SignatureModule {
        private final BouncyCastleModule real = new BouncyCastleModule(new SecureRandom());
        private final String name;
        private Fault fault = Fault.NONE;
        private boolean failNext;
        private int signatures;

        private FaultyModule(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Algorithm> algorithms() {
            return Set.of(ALGORITHM, Algorithm.EC_P256);
        }

        @Override
        public GeneratedKey generate(Algorithm algorithm) {
            mayFail();
            return real.generate(algorithm);
        }

        @Override
        public PrivateKeyHandle load(Algorithm algorithm, PrivateKeyBytes privateKey) {
            PrivateKeyHandle handle = real.load(algorithm, privateKey);
            return message -> {
                mayFail();
                signatures++;
                byte[] signature = handle.sign(message);
                if (fault == Fault.SIGNS_WRONGLY) {
                    signature[100] ^= 1;
                }
                return signature;
            };
        }

        @Override
        public boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
            mayFail();
            return real.verify(algorithm, publicKey, message, signature) || fault == Fault.VERIFIES_EVERYTHING;
        }

        private void mayFail() {
            if (fault == Fault.THROWS || failNext) {
                failNext = false;
                throw new IllegalStateException("broken on purpose");
            }
        }
    }
}
