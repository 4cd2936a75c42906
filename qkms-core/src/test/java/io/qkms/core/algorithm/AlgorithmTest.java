package io.qkms.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmTest {

    @ParameterizedTest
    @CsvSource({
        "CRYSTALS-DILITHIUM-2, ML-DSA-44",
        "CRYSTALS-DILITHIUM-3, ML-DSA-65",
        "CRYSTALS-DILITHIUM-5, ML-DSA-87",
        "DILITHIUM3, ML-DSA-65",
        "ml-dsa-65, ML-DSA-65",
        "SPHINCS+-SHA2-128S-SIMPLE, SLH-DSA-SHA2-128S",
        "FN-DSA-512, FALCON-512",
        "HYBRID:DILITHIUM3+P256, HYBRID:ML-DSA-65+P256",
        "ES256, EC-P256",
        "KYBER768, ML-KEM-768",
    })
    void acceptsTheNamesOfTheDesignAndAnswersWithItsOwn(String requested, String answered) {
        assertThat(Algorithm.parse("algorithm", requested).displayName()).isEqualTo(answered);
    }

    @Test
    void refusesAnUnknownNameAndListsTheKnownOnes() {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> Algorithm.parse("algorithm", "ROT-13"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.rule()).isEqualTo("algorithm.unknown");
            assertThat(detail.value()).isEqualTo("ROT-13");
            assertThat(detail.allowed()).contains("ML-DSA-65", "EC-P256");
        });
    }

    @Test
    void refusesWhatIsKnownButNotAvailableAndSaysSo() {
        QkmsException refusal =
                catchThrowableOfType(QkmsException.class, () -> Algorithm.FALCON_512.requireAvailable("algorithm"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.rule()).isEqualTo("algorithm.unavailable");
            assertThat(detail.allowed()).contains("ML-DSA-65").doesNotContain("FALCON-512");
        });
    }

    @Test
    void noNameMeansTwoAlgorithms() {
        List<String> names = Arrays.stream(Algorithm.values())
                .flatMap(algorithm -> Stream.concat(Stream.of(algorithm.displayName()), algorithm.aliases().stream()))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void noObjectIdentifierMeansTwoAlgorithmsExceptRsa() {
        Set<String> seen = new HashSet<>();

        assertThat(Arrays.stream(Algorithm.values())
                        .filter(algorithm -> !seen.add(algorithm.oid()))
                        .toList())
                .containsExactly(Algorithm.RSA_4096);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundAgainUnderTheNameThatWasStored(Algorithm algorithm) {
        assertThat(Algorithm.ofDisplayName(algorithm.displayName())).isSameAs(algorithm);
    }

    @ParameterizedTest
    @CsvSource({
        "ML-DSA-44, 2.16.840.1.101.3.4.3.17, 1312, 2420",
        "ML-DSA-65, 2.16.840.1.101.3.4.3.18, 1952, 3309",
        "ML-DSA-87, 2.16.840.1.101.3.4.3.19, 2592, 4627",
        "SLH-DSA-SHA2-128S, 2.16.840.1.101.3.4.3.20, 32, 7856",
        "SLH-DSA-SHAKE-256F, 2.16.840.1.101.3.4.3.31, 64, 49856",
        "HYBRID:ML-DSA-65+P256, 1.3.6.1.5.5.7.6.45, 2017, 3381",
    })
    void knowsTheIdentifierAndTheSizesThatTheStandardsGive(String name, String oid, int publicKey, int signature) {
        Algorithm algorithm = Algorithm.ofDisplayName(name);

        assertThat(algorithm.oid()).isEqualTo(oid);
        assertThat(algorithm.publicKeyLength()).isEqualTo(publicKey);
        assertThat(algorithm.signatureLength()).isEqualTo(signature);
    }

    @Test
    void namesInJoseOnlyWhatIsRegisteredThere() {
        assertThat(Arrays.stream(Algorithm.values())
                        .filter(algorithm -> algorithm.joseName().isPresent())
                        .map(Algorithm::family))
                .containsOnly(Family.ML_DSA, Family.EC, Family.EDDSA, Family.RSA);
    }
}
