package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialNumberTest {

    @ParameterizedTest
    @CsvSource({"0xA, 0x0A", "0a1b, 0x0A1B", "0XFF, 0xFF", "0x00ff, 0xFF", "80, 0x80"})
    void printsWholeOctetsInUpperCase(String text, String printed) {
        assertThat(SerialNumber.parse("serial", text)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0",
                "0x00",
                "-1",
                "0xG",
                "1 ",
                "ffffffffffffffffffffffffffffffffffffffff",
                "000000000000000000000000000000000000000001"
            })
    void refusesWhatIsNoSerialNumber(String text) {
        assertMalformed("serial", () -> SerialNumber.parse("serial", text));
    }

    @Test
    void randomOnesArePositiveOfOneLengthAndNeverTheSame() {
        SecureRandom random = new SecureRandom();
        Set<BigInteger> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            SerialNumber serial = SerialNumber.random(random);
            assertThat(serial.toString()).hasSize(2 + 32);
            assertThat(seen.add(serial.value())).isTrue();
            assertThat(SerialNumber.parse("serial", serial.toString())).isEqualTo(serial);
        }
    }
}
