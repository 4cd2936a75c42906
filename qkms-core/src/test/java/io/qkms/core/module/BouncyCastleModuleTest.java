package io.qkms.core.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BouncyCastleModuleTest {
    private static final BouncyCastleModule MODULE = new BouncyCastleModule(new SecureRandom());
    private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);
    private static final Map<Algorithm, GeneratedKey> KEYS = new EnumMap<>(Algorithm.class);

    @BeforeAll
    static void makeOneKeyAnAlgorithm() {
        MODULE.algorithms().forEach(algorithm -> KEYS.put(algorithm, MODULE.generate(algorithm)));
    }

    @AfterAll
    static void forgetThem() {
        KEYS.values().forEach(key -> key.privateKey().close());
        KEYS.clear();
    }

    static Stream<Algorithm> algorithms() {
        return MODULE.algorithms().stream();
    }

    @Test
    void doesEveryAlgorithmThatTheRegistryCallsAvailable() {
        assertThat(MODULE.algorithms())
                .containsExactlyInAnyOrder(Arrays.stream(Algorithm.values())
                        .filter(Algorithm::available)
                        .toArray(Algorithm[]::new));
    }

    @Test
    void registersNoProviderInTheJvm() {
        assertThat(Security.getProvider("BC")).isNull();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void verifiesWhatItSigned(Algorithm algorithm) {
        byte[] signature = sign(algorithm);

        assertThat(signature.length).isLessThanOrEqualTo(algorithm.signatureLength());
        assertThat(verify(algorithm, MESSAGE, signature)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void makesAPublicKeyThatTellsItsAlgorithm(Algorithm algorithm) {
        assertThat(SubjectPublicKeys.algorithmOf(KEYS.get(algorithm).publicKey()))
                .contains(algorithm);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesASignatureForAnotherMessage(Algorithm algorithm) {
        byte[] signature = sign(algorithm);

        assertThat(verify(algorithm, "something else".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void findsGarbageInPlaceOfASignatureMerelyWrong(Algorithm algorithm) {
        Random random = new Random(20260101);
        List<byte[]> garbage = new ArrayList<>(List.of(new byte[0], new byte[1], new byte[100_000]));
        for (int i = 0; i < 50; i++) {
            byte[] octets = new byte[random.nextInt(algorithm.signatureLength() + 20)];
            random.nextBytes(octets);
            garbage.add(octets);
            byte[] damaged = Arrays.copyOf(sign(algorithm), algorithm.signatureLength() + random.nextInt(3) - 1);
            damaged[random.nextInt(damaged.length / 2)] ^= (byte) (1 << random.nextInt(8));
            garbage.add(damaged);
        }

        assertThat(garbage).noneMatch(octets -> verify(algorithm, MESSAGE, octets));
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void hedgesMlDsaSoThatTwoSignaturesOfOneMessageDiffer(Algorithm algorithm) {
        assertThat(sign(algorithm)).isNotEqualTo(sign(algorithm));
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void handsOutMlDsaPrivateKeysAsTheSeedOfRfc9881(Algorithm algorithm) {
        assertThat(KEYS.get(algorithm).privateKey().toPkcs8(PrivateKeyAccess.requested()))
                .hasSize(54)
                .containsSubsequence(0x04, 0x22, 0x80, 0x20);
    }

    @Test
    void handsOutEd25519PrivateKeysAsVersionOneWithoutThePublicKey() {
        byte[] pkcs8 = KEYS.get(Algorithm.ED25519).privateKey().toPkcs8(PrivateKeyAccess.requested());

        assertThat(PrivateKeyInfo.getInstance(pkcs8).getVersion().intValueExact())
                .isZero();
        assertThat(pkcs8).hasSize(48);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesThePrivateKeyOfAnyOtherAlgorithm(Algorithm algorithm) {
        assertThat(algorithms().filter(other -> other != algorithm))
                .allSatisfy(other -> assertThatThrownBy(
                                () -> MODULE.load(algorithm, KEYS.get(other).privateKey()))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesThePublicKeyOfAnyOtherAlgorithm(Algorithm algorithm) {
        assertThat(algorithms().filter(other -> other != algorithm))
                .allSatisfy(other -> assertThatThrownBy(
                                () -> MODULE.verify(algorithm, KEYS.get(other).publicKey(), MESSAGE, new byte[64]))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesDamagedPrivateKeysWithoutQuotingThem(Algorithm algorithm) {
        byte[] pkcs8 = KEYS.get(algorithm).privateKey().toPkcs8(PrivateKeyAccess.requested());
        byte[] cut = Arrays.copyOf(pkcs8, pkcs8.length - 1);

        assertThatThrownBy(() -> MODULE.load(algorithm, PrivateKeyBytes.ofPkcs8(cut, PrivateKeyAccess.requested())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("not a private key of " + algorithm.displayName());
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() {
        byte[] publicKey = KEYS.get(Algorithm.EC_P256).publicKey();
        publicKey[publicKey.length - 1] ^= 1;

        assertThatThrownBy(() -> MODULE.verify(Algorithm.EC_P256, publicKey, MESSAGE, new byte[70]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAlgorithmsThatItDoesNotDo() {
        assertThatThrownBy(() -> MODULE.generate(Algorithm.ML_KEM_768)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsWithOneKeyOnManyThreads() throws Exception {
        PrivateKeyHandle key = load(Algorithm.ML_DSA_44);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> signings = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] message = ("message " + i).getBytes(StandardCharsets.UTF_8);
                signings.add(() -> verify(Algorithm.ML_DSA_44, message, key.sign(message)));
            }
            for (Future<Boolean> holds : threads.invokeAll(signings)) {
                assertThat(holds.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void showsNothingOfAPrivateKeyInItsText() {
        assertThat(load(Algorithm.RSA_3072).toString()).doesNotContainIgnoringCase("modulus");
        assertThat(KEYS.get(Algorithm.ML_DSA_65).toString()).contains("not shown");
    }

    private static PrivateKeyHandle load(Algorithm algorithm) {
        return MODULE.load(algorithm, KEYS.get(algorithm).privateKey());
    }

    private static byte[] sign(Algorithm algorithm) {
        return load(algorithm).sign(MESSAGE);
    }

    private static boolean verify(Algorithm algorithm, byte[] message, byte[] signature) {
        return MODULE.verify(algorithm, KEYS.get(algorithm).publicKey(), message, signature);
    }
}
