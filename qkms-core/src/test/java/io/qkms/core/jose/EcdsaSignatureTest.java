package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qkms.core.algorithm.Algorithm;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcdsaSignatureTest {
    private static final String ORDER_OF_P256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    @ParameterizedTest
    @CsvSource({"EC_P256, 64", "EC_P384, 96"})
    void convertsBothWays(Algorithm algorithm, int length) {
        byte[] der = JoseKey.generate(algorithm).sign(new byte[] {1});

        byte[] jose = EcdsaSignature.toJose(algorithm, der);

        assertThat(jose).hasSize(length);
        assertThat(EcdsaSignature.toX509(algorithm, jose)).contains(der);
    }

    @Test
    void fillsShortNumbersWithZeros() {
        byte[] jose = EcdsaSignature.toJose(Algorithm.EC_P256, HexFormat.of().parseHex("3006020101020102"));

        assertThat(HexFormat.of().formatHex(jose)).isEqualTo("0".repeat(63) + "1" + "0".repeat(63) + "2");
    }

    @Test
    void refusesEveryOtherLength() {
        for (int length : new int[] {0, 1, 63, 65, 96, 72}) {
            byte[] octets = new byte[length];
            Arrays.fill(octets, (byte) 1);
            assertThat(EcdsaSignature.toX509(Algorithm.EC_P256, octets)).isEmpty();
        }
    }

    @Test
    void refusesNumbersThatNoSignatureHas() {
        String one = "0".repeat(63) + "1";
        for (String text : new String[] {
            "0".repeat(64) + one, one + "0".repeat(64), "0".repeat(128), ORDER_OF_P256 + one, one + ORDER_OF_P256
        }) {
            assertThat(EcdsaSignature.toX509(Algorithm.EC_P256, HexFormat.of().parseHex(text)))
                    .isEmpty();
        }
    }

    @Test
    void refusesWhatIsNotDer() {
        for (String text : new String[] {"", "3006020101020102" + "00", "300702020001020102", "3003020101"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EcdsaSignature.toJose(
                            Algorithm.EC_P256, HexFormat.of().parseHex(text)));
        }
    }
}
