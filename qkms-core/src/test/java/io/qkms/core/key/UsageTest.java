package io.qkms.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEY_ENCAPSULATION")
    void takesMlDsaForEverythingThatSigns(Usage usage) {
        assertThat(usage.fits(Algorithm.ML_DSA_65)).isTrue();
        assertThat(usage.fits(Algorithm.ML_KEM_768)).isFalse();
    }

    @Test
    void takesOnlyKemKeysForEncapsulation() {
        assertThat(Arrays.stream(Algorithm.values()).filter(Usage.KEY_ENCAPSULATION::fits))
                .allMatch(algorithm -> algorithm.family() == Family.ML_KEM)
                .hasSize(3);
    }

    @Test
    void keepsSlhDsaToWhatIsSignedSeldom() {
        assertThat(Arrays.stream(Usage.values()).filter(usage -> usage.fits(Algorithm.SLH_DSA_SHA2_128S)))
                .containsExactly(Usage.CODE_SIGNING, Usage.DOCUMENT_SIGNING, Usage.CA);
    }

    @Test
    void saysWhichAlgorithmsWouldFitWhenItRefusesOne() {
        QkmsException refusal = catchThrowableOfType(
                QkmsException.class, () -> Usage.TLS_SERVER.requireFits("algorithm", Algorithm.ML_KEM_768));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.rule()).isEqualTo("algorithm.usage");
            assertThat(detail.value()).isEqualTo("ML-KEM-768");
            assertThat(detail.allowed()).contains("ML-DSA-65", "EC-P256").doesNotContain("ML-KEM-768");
        });
    }

    @Test
    void keepsKeysOfAuthoritiesAndRespondersFromServices() {
        assertThat(Arrays.stream(Usage.values()).filter(usage -> !usage.forServices()))
                .containsExactly(Usage.CA, Usage.OCSP);
    }
}
