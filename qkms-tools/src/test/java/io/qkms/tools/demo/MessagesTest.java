package io.qkms.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MessagesTest {

    @Test
    void saysEverythingInBothLanguages() throws IOException {
        Properties english = bundle("demo.properties");
        Properties korean = bundle("demo_ko.properties");

        assertThat(new TreeSet<>(korean.stringPropertyNames()))
                .containsExactlyElementsOf(new TreeSet<>(english.stringPropertyNames()));
        korean.forEach(
                (key, text) -> assertThat(text.toString()).as(key.toString()).isNotBlank());
    }

    @Test
    void speaksTheWishedLanguage() {
        assertThat(Messages.of("ko", "en_US.UTF-8").text("revoke")).isEqualTo("인증서 폐기");
        assertThat(Messages.of("en", "ko_KR.UTF-8").text("revoke")).isEqualTo("Revoke the certificate");
    }

    @Test
    void followsTheEnvironmentWithoutAWish() {
        assertThat(Messages.of("", "ko_KR.UTF-8").text("revoke")).isEqualTo("인증서 폐기");
        assertThat(Messages.of("", "de_DE.UTF-8").text("revoke")).isEqualTo("Revoke the certificate");
        assertThat(Messages.of("", "").text("revoke")).isEqualTo("Revoke the certificate");
    }

    @Test
    void asksTheEnvironmentAsPosixDoes() {
        assertThat(Demo.environmentLanguage(Map.of("LANG", "ko_KR.UTF-8", "LC_ALL", "C")))
                .isEqualTo("C");
        assertThat(Demo.environmentLanguage(Map.of("LANG", "ko_KR.UTF-8", "LC_ALL", "")))
                .isEqualTo("ko_KR.UTF-8");
        assertThat(Demo.environmentLanguage(Map.of())).isEmpty();
    }

    private static Properties bundle(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader in = new InputStreamReader(Messages.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            properties.load(in);
        }
        return properties;
    }
}
