package io.qkms.core.jose;

import static io.qkms.core.jose.JwsTest.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What forgers try (RFC 8725 §2), by hand. */
class JwsAttackTest {
    private static final JoseKey KEY = JoseKey.generate(Algorithm.ML_DSA_44);
    private static final JoseKey OTHER = JoseKey.generate(Algorithm.EC_P256);
    private static final JwkSet TRUSTED = JwkSet.of(List.of(KEY.jwk(), OTHER.jwk()));
    private static final String PAYLOAD = Base64Url.encodeUtf8("{\"sub\":\"admin\"}");

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void noneIsRefusedInEverySpelling(String alg) {
        refuses("jws.alg", () -> Jws.parse("token", token("{\"alg\":\"" + alg + "\"}", "AA")));
        refuses("jws.parts", () -> Jws.parse("token", token("{\"alg\":\"" + alg + "\"}", "")));
    }

    @Test
    void aTokenWithoutAlgIsRefused() {
        refuses("jws.alg", () -> Jws.parse("token", token("{\"kid\":\"k\"}", "AA")));
        refuses("jws.alg", () -> Jws.parse("token", token("{\"alg\":null}", "AA")));
        refuses("jws.alg", () -> Jws.parse("token", token("{\"alg\":[\"ML-DSA-44\"]}", "AA")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "ML-DSA-65", "ES256", "ml-dsa-44", "ML-DSA-44 "})
    void anotherAlgThanTheKeysIsRefusedBeforeAnythingIsComputed(String alg) {
        Jws jws = Jws.parse("token", signedAs(alg, KEY.jwk().kid()));

        assertThat(jws.verify(TRUSTED, (algorithm, key, message, signature) -> {
                    throw new AssertionError("asked a module");
                }))
                .isEqualTo(JwsVerification.ALGORITHM_MISMATCH);
    }

    @Test
    void anHmacMadeWithThePublicKeyIsRefused() throws Exception {
        String input = token("{\"alg\":\"HS256\",\"kid\":\"" + KEY.jwk().kid() + "\"}", "");
        input = input.substring(0, input.length() - 1);
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(KEY.publicKey(), "HmacSHA256"));
        String forged = input + "." + Base64Url.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));

        assertThat(verify(forged)).isEqualTo(JwsVerification.ALGORITHM_MISMATCH);
    }

    @Test
    void aSignatureOfAnotherTrustedKeyIsRefused() {
        assertThat(verify(signedAs("ES256", OTHER.jwk().kid()))).isEqualTo(JwsVerification.SIGNATURE_INVALID);
        assertThat(Jws.parse("token", signedAs("ML-DSA-44", OTHER.jwk().kid())).verify(KEY.jwk(), JoseKey::verify))
                .isEqualTo(JwsVerification.KEY_UNKNOWN);
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotUsed() {
        JoseKey mine = JoseKey.generate(Algorithm.ML_DSA_44);
        String header = "{\"alg\":\"ML-DSA-44\",\"jwk\":" + mine.jwk().toJson() + ",\"kid\":\""
                + mine.jwk().kid() + "\"}";

        assertThat(verify(signed(header, mine))).isEqualTo(JwsVerification.KEY_UNKNOWN);
    }

    @Test
    void aTokenThatNamesNoKeyIsNotTriedWithAll() {
        assertThat(verify(signed("{\"alg\":\"ML-DSA-44\"}", KEY))).isEqualTo(JwsVerification.KEY_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "' OR 1=1 --", ""})
    void aKidIsOnlyEverCompared(String kid) {
        assertThat(verify(signedAs("ML-DSA-44", kid))).isEqualTo(JwsVerification.KEY_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{}", "[\"k\"]"})
    void aKidThatIsNoStringIsRefused(String kid) {
        refuses("jws.kid", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"kid\":" + kid + "}", "AA")));
    }

    @Test
    void extensionsAreRefused() {
        refuses(
                "jws.crit",
                () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"crit\":[\"exp\"],\"exp\":1}", "AA")));
        refuses("jws.crit", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"crit\":[]}", "AA")));
        refuses("jws.b64", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"b64\":false}", "AA")));
    }

    @Test
    void duplicateMembersAreRefused() {
        refuses("json", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"alg\":\"none\"}", "AA")));
        refuses("json", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"\\u0061lg\":\"none\"}", "AA")));
        refuses("json", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"a\":{\"b\":1,\"b\":2}}", "AA")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "null", "1"})
    void aHeaderThatIsNoObjectIsRefused(String header) {
        refuses("json.object", () -> Jws.parse("token", token(header, "AA")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}{}", "{} x", "{'alg':1}", "{\"alg\":\"a\",}", "\uFEFF{}"})
    void aHeaderThatIsNoJsonIsRefused(String header) {
        assertThat(catchCode(token(header, "AA"))).isEqualTo(40000);
    }

    @Test
    void aHeaderInUtf16IsRefused() {
        String header = Base64Url.encode("{\"alg\":\"ML-DSA-44\"}".getBytes(StandardCharsets.UTF_16BE));

        assertThat(catchCode(header + "." + PAYLOAD + ".AA")).isEqualTo(40000);
    }

    @Test
    void refusesANumberWhoseExponentNoArithmeticTakes() {
        refuses("json", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\",\"a\":1e99999999999999999999}", "AA")));
    }

    @Test
    void brokenUtf8IsRefused() {
        String header = Base64Url.encode(new byte[] {'{', '"', (byte) 0xc3, 0x28, '"', ':', '1', '}'});

        refuses("json.utf8", () -> Jws.parse("token", header + "." + PAYLOAD + ".AA"));
    }

    @Test
    void deepNestingIsRefused() {
        String header = "{\"alg\":\"ML-DSA-44\",\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}";

        refuses("json", () -> Jws.parse("token", token(header, "AA")));
    }

    @Test
    void everyOtherNumberOfPartsIsRefused() {
        String good = signedAs("ML-DSA-44", KEY.jwk().kid());
        for (String text : List.of("", ".", "..", "...", good + ".", good + ".AA", "." + good, good + "..")) {
            assertThat(catchCode(text)).as(text).isEqualTo(40000);
        }
    }

    @Test
    void whatIsNotCanonicalBase64urlIsRefused() {
        String good = signedAs("ML-DSA-44", KEY.jwk().kid());
        int dot = good.indexOf('.');
        for (String text : List.of(
                good + "=",
                good + "\n",
                " " + good,
                good.substring(0, dot) + "=" + good.substring(dot),
                good.replace('_', '/'),
                good.replace('-', '+'),
                "e" + good)) {
            assertThat(catchCode(text)).as(text.substring(0, 20)).isEqualTo(40000);
        }
    }

    @Test
    void unusedBitsInTheLastCharacterAreRefused() {
        // One octet takes two characters; the second has four bits to spare: "AA" and "AB" both decode to zero.
        refuses("base64url", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\"}", "AB")));
    }

    @Test
    void anOversizedTokenIsRefused() {
        String header = "{\"alg\":\"ML-DSA-44\",\"a\":\"" + "x".repeat(17 * 1024) + "\"}";

        refuses("jws.size", () -> Jws.parse("token", token(header, "AA")));
        refuses("jws.size", () -> Jws.parse("token", token("{\"alg\":\"ML-DSA-44\"}", "A".repeat(256 * 1024))));
    }

    @Test
    void aSignatureOfAnotherLengthIsRefused() {
        String good = signedAs("ML-DSA-44", KEY.jwk().kid());
        String input = good.substring(0, good.lastIndexOf('.') + 1);

        assertThat(verify(input + "AA")).isEqualTo(JwsVerification.SIGNATURE_INVALID);
        assertThat(verify(input + Base64Url.encode(new byte[2421]))).isEqualTo(JwsVerification.SIGNATURE_INVALID);
    }

    @Test
    void anEcdsaSignatureInDerIsRefused() {
        String header = "{\"alg\":\"ES256\",\"kid\":\"" + OTHER.jwk().kid() + "\"}";
        String input = Base64Url.encodeUtf8(header) + "." + PAYLOAD;
        byte[] der = OTHER.sign(input.getBytes(StandardCharsets.US_ASCII));

        assertThat(verify(input + "." + Base64Url.encode(der))).isEqualTo(JwsVerification.SIGNATURE_INVALID);
        assertThat(verify(input + "." + Base64Url.encode(EcdsaSignature.toJose(Algorithm.EC_P256, der))))
                .isEqualTo(JwsVerification.VALID);
    }

    @Test
    void anEcdsaSignatureOfZerosIsRefused() {
        // CVE-2022-21449.
        String header = "{\"alg\":\"ES256\",\"kid\":\"" + OTHER.jwk().kid() + "\"}";

        assertThat(verify(token(header, Base64Url.encode(new byte[64])))).isEqualTo(JwsVerification.SIGNATURE_INVALID);
    }

    private static int catchCode(String text) {
        try {
            Jws.parse("token", text);
            return 0;
        } catch (io.qkms.core.error.QkmsException e) {
            return e.code().code();
        }
    }

    private static JwsVerification verify(String token) {
        return Jws.parse("token", token).verify(TRUSTED, JoseKey::verify);
    }

    /** Signed by KEY, whatever the header says. */
    private static String signedAs(String alg, String kid) {
        return signed("{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\"}", KEY);
    }

    private static String signed(String header, JoseKey key) {
        String input = Base64Url.encodeUtf8(header) + "." + PAYLOAD;
        return input + "." + Base64Url.encode(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String token(String header, String signature) {
        return Base64Url.encodeUtf8(header) + "." + PAYLOAD + "." + signature;
    }
}
