package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwkTest {
    private static final JoseKey EC_KEY = JoseKey.generate(Algorithm.EC_P256);
    private static final JoseKey ML_DSA_KEY = JoseKey.generate(Algorithm.ML_DSA_44);

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void readsBackWhatItWrites(Algorithm algorithm) {
        JoseKey key = JoseKey.generate(algorithm);

        Jwk read = Jwk.parse("jwk", key.jwk().toJson());

        assertThat(read).isEqualTo(key.jwk());
        assertThat(read.publicKey()).isEqualTo(key.publicKey());
        assertThat(read.algorithm()).isEqualTo(algorithm);
    }

    @Test
    void writesItsMembersInOneOrder() {
        assertThat(names(ML_DSA_KEY.jwk())).containsExactly("kty", "kid", "use", "alg", "pub");
        assertThat(names(EC_KEY.jwk())).containsExactly("kty", "kid", "use", "alg", "crv", "x", "y");
    }

    @Test
    void writesCoordinatesInFullLengthAlsoIfTheyBeginWithZeros() {
        // A point of P-256 whose x begins with a zero octet: about one key in 256.
        JoseKey key = EC_KEY;
        while (SubjectPublicKeyInfo.getInstance(key.publicKey())
                        .getPublicKeyData()
                        .getOctets()[1]
                != 0) {
            key = JoseKey.generate(Algorithm.EC_P256);
        }

        assertThat(key.jwk().toJson().path("x").textValue()).hasSize(43).startsWith("A");
        assertThat(Jwk.parse("jwk", key.jwk().toJson()).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void computesTheThumbprintOfRfc8037() throws IOException {
        Jwk key = parse("""
                {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""");

        assertThat(key.thumbprint()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void usesTheThumbprintAsKidOfOurOwnKeys() {
        assertThat(ML_DSA_KEY.jwk().kid())
                .isEqualTo(ML_DSA_KEY.jwk().thumbprint())
                .hasSize(43);
    }

    @Test
    void keepsTheKidThatSomebodyElseGave() {
        assertThat(Jwk.parse("jwk", changed(json -> json.put("kid", "theirs"))).kid())
                .isEqualTo("theirs");
    }

    @Test
    void ignoresMembersThatItDoesNotKnow() {
        assertThat(Jwk.parse("jwk", changed(json -> json.put("x5t", "abc")))).isEqualTo(EC_KEY.jwk());
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "priv", "k", "p"})
    void refusesAPrivateKey(String member) {
        refuses("jwk.private", changed(json -> json.put(member, "AAAA")));
    }

    @Test
    void refusesAnMlDsaKeyWithoutAlg() {
        ObjectNode json = ML_DSA_KEY.jwk().toJson();
        json.remove("alg");

        refuses("jwk.member", json);
    }

    @Test
    void refusesAnMlDsaKeyOfAnotherLengthThanItsAlg() {
        ObjectNode json = ML_DSA_KEY.jwk().toJson();
        json.put("alg", "ML-DSA-65");

        refuses("jwk.key", json);
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() {
        refuses("jwk.key", changed(json -> json.put("y", json.path("x").textValue())));
    }

    @Test
    void refusesAnAlgThatIsNotTheCurves() {
        refuses("jwk.member", changed(json -> json.put("alg", "ES384")));
    }

    @Test
    void refusesAKeyForEncryption() {
        refuses("jwk.member", changed(json -> json.put("use", "enc")));
    }

    @Test
    void refusesPaddedBase64url() {
        refuses("base64url", changed(json -> json.put("x", json.path("x").textValue() + "=")));
    }

    @Test
    void refusesAnRsaModulusWithALeadingZero() {
        ObjectNode json = JoseKey.generate(Algorithm.RSA_3072).jwk().toJson();
        byte[] modulus = Base64Url.decode("n", json.path("n").textValue());
        byte[] longer = new byte[modulus.length + 1];
        System.arraycopy(modulus, 0, longer, 1, modulus.length);
        json.put("n", Base64Url.encode(longer));

        refuses("jwk.key", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AQ", "AA", "Ag", "AQAAAAAAAAAB_w"})
    void refusesAnRsaExponentThatIsNoneOrAbsurd(String exponent) {
        ObjectNode json = JoseKey.generate(Algorithm.RSA_3072).jwk().toJson();
        json.put("e", exponent);

        refuses("jwk.key", json);
    }

    @Test
    void refusesTypesCurvesAndSizesThatAreNotSupported() throws IOException {
        for (String json : List.of(
                "{\"kty\":\"oct\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}",
                "{\"kty\":\"AKP\",\"alg\":\"SLH-DSA-SHA2-128s\",\"pub\":\"AA\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}")) {
            assertThatExceptionOfType(QkmsException.class)
                    .isThrownBy(() -> parse(json))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM));
        }
    }

    @Test
    void refusesAnAlgorithmWithoutARegisteredJoseName() {
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> Jwk.of(Algorithm.FALCON_512, new byte[0]))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM));
    }

    @Test
    void refusesAPublicKeyOfAnotherAlgorithm() {
        assertThatIllegalArgumentException().isThrownBy(() -> Jwk.of(Algorithm.ML_DSA_65, ML_DSA_KEY.publicKey()));
        assertThatIllegalArgumentException().isThrownBy(() -> Jwk.of(Algorithm.EC_P384, EC_KEY.publicKey()));
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        ObjectNode json = EC_KEY.jwk().toJson();
        change.accept(json);
        return json;
    }

    private static void refuses(String rule, JsonNode json) {
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> Jwk.parse("jwk", json))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
                    assertThat(e.details().get(0).rule()).isEqualTo(rule);
                });
    }

    private static Jwk parse(String json) throws IOException {
        return Jwk.parse("jwk", new ObjectMapper().readTree(json));
    }

    private static List<String> names(Jwk jwk) {
        List<String> names = new ArrayList<>();
        jwk.toJson().fieldNames().forEachRemaining(names::add);
        return names;
    }
}
