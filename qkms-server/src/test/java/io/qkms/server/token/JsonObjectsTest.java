package io.qkms.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectsTest {
    private static final String CLAIMS = "{\"exp\":1}";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t", "\uFEFF", "\uFEFF \uFEFF", "\u0000", "\u000B", "\u00A0"})
    void seesAnObjectBehindWhatSomeReaderSkips(String before) {
        assertThat(JsonObjects.begins((before + CLAIMS).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void seesAnObjectInOtherEncodings(String charset) {
        assertThat(JsonObjects.begins(CLAIMS.getBytes(Charset.forName(charset))))
                .isTrue();
    }

    @Test
    void leavesOtherOctetsAlone() {
        assertThat(JsonObjects.begins("any octets {".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(JsonObjects.begins(new byte[0])).isFalse();
    }
}
