package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwsTest {
    private static final JoseKey KEY = JoseKey.generate(Algorithm.ML_DSA_44);
    private static final byte[] PAYLOAD = "{\"sub\":\"gateway\"}".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void verifiesWhatItSigned(Algorithm algorithm) {
        JoseKey key = JoseKey.generate(algorithm);
        Jws signed = Jws.sign(JwsHeader.of(algorithm, key.jwk().kid(), "JWT"), PAYLOAD, key);

        Jws read = Jws.parse("token", signed.compact());

        assertThat(read.verify(JwkSet.of(List.of(key.jwk())), JoseKey::verify)).isEqualTo(JwsVerification.VALID);
        assertThat(read.payload()).isEqualTo(PAYLOAD);
        assertThat(read.header().alg()).isEqualTo(algorithm.joseName().orElseThrow());
    }

    @Test
    void writesTheHeadersMembersInOneOrder() {
        Map<String, TextNode> further = new LinkedHashMap<>();
        further.put("z", TextNode.valueOf("1"));
        further.put("a", TextNode.valueOf("2"));

        JwsHeader header = JwsHeader.of(Algorithm.ML_DSA_44, "k", "JWT", further);

        assertThat(header.toJson()).hasToString("""
                {"alg":"ML-DSA-44","kid":"k","typ":"JWT","z":"1","a":"2"}""");
    }

    @Test
    void writesClaimsAsTheyCame() {
        var claims =
                JsonNodeFactory.instance.objectNode().put("z", 1).put("a", "é").put("n", 12345678901234567L);

        Jws jws = Jws.sign(header(), claims, KEY);

        assertThat(new String(jws.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":1,\"a\":\"é\",\"n\":12345678901234567}");
        assertThat(jws.claims("token")).isEqualTo(claims);
    }

    @Test
    void namesEveryReservedHeaderMember() {
        Map<String, TextNode> further =
                Map.of("jwk", TextNode.valueOf(""), "crit", TextNode.valueOf(""), "alg", TextNode.valueOf("none"));

        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> JwsHeader.of(Algorithm.ML_DSA_44, "k", null, further))
                .satisfies(e -> assertThat(e.details())
                        .extracting(ErrorDetail::field)
                        .containsExactly("header.alg", "header.crit", "header.jwk"))
                .satisfies(e ->
                        assertThat(e.details()).extracting(ErrorDetail::rule).containsOnly("header.reserved"));
    }

    @Test
    void signsWhatTheCallerHasSerialised() {
        String input = JwsSigningInput.of(header(), PAYLOAD).toString();

        Jws jws = Jws.signSigningInput(input, KEY.jwk().kid(), KEY);

        assertThat(jws.compact()).isEqualTo(input + "." + jws.encodedSignature());
        assertThat(jws.verify(KEY.jwk(), JoseKey::verify)).isEqualTo(JwsVerification.VALID);
    }

    @Test
    void refusesASigningInputForAnotherAlgorithm() {
        String input = JwsSigningInput.of(
                        JwsHeader.of(Algorithm.ML_DSA_65, KEY.jwk().kid(), null), PAYLOAD)
                .toString();

        refuses("signing_input.alg", () -> Jws.signSigningInput(input, KEY.jwk().kid(), KEY));
    }

    @Test
    void refusesASigningInputForAnotherKeyOrForNone() {
        String another = JwsSigningInput.of(JwsHeader.of(Algorithm.ML_DSA_44, "another", null), PAYLOAD)
                .toString();
        String none = Base64Url.encodeUtf8("{\"alg\":\"ML-DSA-44\"}") + "." + Base64Url.encode(PAYLOAD);

        refuses(
                "signing_input.kid",
                () -> Jws.signSigningInput(another, KEY.jwk().kid(), KEY));
        refuses("signing_input.kid", () -> Jws.signSigningInput(none, KEY.jwk().kid(), KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e30", "e30.e30.e30", ".e30", "e30.e30."})
    void refusesASigningInputThatIsNotTwoParts(String input) {
        refuses("jws.parts", () -> JwsSigningInput.parse("signing_input", input));
    }

    @Test
    void keepsTheTokenOutOfItsOwnText() {
        Jws jws = Jws.sign(header(), PAYLOAD, KEY);

        assertThat(jws.toString()).doesNotContain(jws.encodedSignature()).doesNotContain("gateway");
    }

    static void refuses(String rule, ThrowingCallable call) {
        assertThatExceptionOfType(QkmsException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            assertThat(e.details().get(0).rule()).isEqualTo(rule);
        });
    }

    private static JwsHeader header() {
        return JwsHeader.of(Algorithm.ML_DSA_44, KEY.jwk().kid(), "JWT");
    }
}
