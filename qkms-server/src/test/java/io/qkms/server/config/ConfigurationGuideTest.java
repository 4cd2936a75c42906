package io.qkms.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide names every key, and no other. */
class ConfigurationGuideTest {
    private static final Pattern KEY = Pattern.compile("`([a-z0-9_.\\[\\]]+)`");

    @ParameterizedTest
    @ValueSource(strings = {"en", "ko"})
    void theGuideNamesEveryKeyAndNoOther(String language) throws IOException {
        assertThat(documented(Path.of("../docs/guide", language, "configuration.md")))
                .isEqualTo(known());
    }

    private static Set<String> documented(Path guide) throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(guide)) {
            if (line.startsWith("| `")) {
                Matcher key = KEY.matcher(line.substring(0, line.indexOf('|', 1)));
                while (key.find()) {
                    keys.add(key.group(1));
                }
            }
        }
        return keys;
    }

    private static Set<String> known() {
        Sources sources = Sources.of(Map.of(), Map.of("QKMS_CLIENTS_0__CLIENT_ID", "a"), null);
        Settings settings = new Settings(sources.config());
        new ConfigurationReader(settings, true).configuration(sources);
        return settings.known().stream()
                .map(key -> key.replaceAll("\\[\\d+]", "[]"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
