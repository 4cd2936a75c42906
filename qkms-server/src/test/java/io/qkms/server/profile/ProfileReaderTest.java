package io.qkms.server.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.qkms.core.policy.Profile;
import io.qkms.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"apisix-edge", "internal-mtls", "keycloak-jwt"})
    void givesAShippedProfileBackAsItsFileSpellsIt(String name) throws IOException {
        JsonNode file = new YAMLMapper().readTree(text(name));
        assertThat(Json.tree(ProfileDocument.of(ProfileService.shipped().get(name))))
                .isEqualTo(file);
    }

    @Test
    void edgeProfileCertifiesClassicalKeysByItsClassicalIssuer() {
        Profile edge = ProfileService.shipped().get("apisix-edge");
        assertThat(edge.issuers())
                .containsExactlyInAnyOrderEntriesOf(Map.of("default", "edge", "classical", "edge-classical"));
    }

    @Test
    void refusesAnUnknownFieldAndNamesItsLine() throws IOException {
        String misspelt = text("apisix-edge").replace("rules: []", "rule: []\nrules: []");
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", misspelt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine.yaml line 17")
                .hasMessageContaining("\"rule\"");
    }

    @Test
    void refusesAFieldThatOccursTwice() throws IOException {
        String twice = text("apisix-edge") + "rules: []\n";
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rules");
    }

    @Test
    void refusesAMissingField() throws IOException {
        String without = text("apisix-edge").replace("extended_key_usage: [serverAuth]\n", "");
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", without))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("extended_key_usage");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "common_name: MUST_BE_SAN | common_name: MUST_BE_SANS | MUST_BE_SANS",
                "usages: [TLS_SERVER] | usages: [TLS] | usages",
                "usages: [TLS_SERVER] | usages: [null] | usages",
                "'\"*\": [digitalSignature]' | '\"*\": [keyEncipherment]' | key_usage",
                "'\"*\": [digitalSignature]' | '\"*\": [keyCertSign]' | key_usage",
                "'\"*\": [digitalSignature]' | '\"*\": [digitalSignatures]' | key_usage",
                "maximum: P397D | maximum: P30D | validity",
                "maximum: P397D | maximum: 397 days | ISO 8601",
                "before: P30D | before: P90D | renewal.before",
                "10.0.0.0/8 | 10.0.0.1/8 | subject_alt_names.ip",
                "gateway.q | 'gate*.q' | DNS",
                "classical: edge | klassisch: edge | issuer",
                "approval: automatic | approval: manual | approval is not available",
                "rules: [] | 'rules: [{name: a, expression: b, message: c}]' | rules is not available",
                "enrollment_token: none | enrollment_token: required | enrollment_token is not available",
                "extends: null | extends: base | extends is not available",
            })
    void refusesAProfileThatContradictsItselfOrAsksForWhatIsNotEnforced(
            String shipped, String changed, String complaint) throws IOException {
        String original = text("apisix-edge");
        assertThat(original).contains(shipped);
        assertThatThrownBy(() -> ProfileReader.read(
                        "mine.yaml", original.replaceFirst(Pattern.quote(shipped), Matcher.quoteReplacement(changed))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = ProfileReader.class.getResourceAsStream(name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
