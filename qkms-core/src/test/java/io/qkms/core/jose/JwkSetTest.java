package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JwkSetTest {
    private static final Jwk FIRST = JoseKey.generate(Algorithm.ML_DSA_44).jwk();
    private static final Jwk SECOND = JoseKey.generate(Algorithm.ED25519).jwk();

    @Test
    void keepsTheOrderOfItsKeysAndHasNoneTwice() {
        assertThat(JwkSet.of(List.of(SECOND, FIRST, SECOND)).keys()).containsExactly(SECOND, FIRST);
    }

    @Test
    void findsAKeyByItsId() {
        JwkSet set = JwkSet.of(List.of(FIRST, SECOND));

        assertThat(set.find(SECOND.kid())).contains(SECOND);
        assertThat(set.find("another")).isEmpty();
    }

    @Test
    void readsBackWhatItWrites() {
        JwkSet set = JwkSet.of(List.of(FIRST, SECOND));

        assertThat(JwkSet.parse("jwks", set.encoded()).keys()).containsExactly(FIRST, SECOND);
    }

    @Test
    void writesTheSameOctetsForTheSameKeys() {
        assertThat(JwkSet.of(List.of(FIRST, SECOND)).encoded())
                .isEqualTo(JwkSet.of(List.of(FIRST, SECOND)).encoded());
    }

    @Test
    void leavesOutKeysOfTypesThatItDoesNotKnow() {
        String json = "{\"keys\":[{\"kty\":\"oct\",\"k\":null},{\"kty\":\"new\"}," + SECOND.toJson() + "]}";

        assertThatExceptionOfType(QkmsException.class).isThrownBy(() -> parse(json));
        assertThat(parse(json.replace(",\"k\":null", "")).keys()).containsExactly(SECOND);
    }

    @Test
    void refusesTwoKeysUnderOneKid() {
        String json = "{\"keys\":[" + FIRST.toJson().put("kid", "same") + ","
                + SECOND.toJson().put("kid", "same") + "]}";

        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> parse(json))
                .satisfies(e -> assertThat(e.details().get(0).rule()).isEqualTo("jwks.kid"));
    }

    @Test
    void refusesWhatIsNoSet() {
        assertThatExceptionOfType(QkmsException.class).isThrownBy(() -> parse("{}"));
        assertThatExceptionOfType(QkmsException.class).isThrownBy(() -> parse("{\"keys\":{}}"));
        assertThatExceptionOfType(QkmsException.class).isThrownBy(() -> parse("[]"));
    }

    private static JwkSet parse(String json) {
        return JwkSet.parse("jwks", json.getBytes(StandardCharsets.UTF_8));
    }
}
