package io.qkms.server.token;

import static io.qkms.server.key.KeyHttp.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsVerification;
import io.qkms.server.key.KeyHttp;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** api.md §9, what of it is built. */
@OnEachDatabase
class TokensOverHttpTest {
    private static final String SIGN = "/v1/tokens/sign";

    private final TokenBed bed;
    private final KeyHttp http;
    private final String realm = "realm-" + UUID.randomUUID();
    private String keyId;

    TokensOverHttpTest(TestDatabase database) {
        bed = TokenBed.on(database);
        http = bed.http;
    }

    @BeforeEach
    void makeARealm() {
        keyId = http.create("JWT_SIGNING", "ML-DSA-65", ",'realm':'" + realm + "'")
                .path("id")
                .textValue();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void signsClaimsAndAddsItsOwn() {
        JsonNode answer = sign(200, "'claims':{'sub':'alice','aud':'orders'},'ttl':'PT2M'");

        Jws token = Jws.parse("token", answer.path("token").textValue());
        assertThat(token.verify(jwks(), bed.keys.modules::verify)).isEqualTo(JwsVerification.VALID);
        assertThat(token.header().typ()).contains("JWT");
        JsonNode claims = token.claims("token");
        assertThat(claims.path("iss").textValue()).isEqualTo("https://q.example:8443/realms/" + realm);
        assertThat(claims.path("sub").textValue()).isEqualTo("alice");
        assertThat(claims.path("iat").longValue()).isEqualTo(bed.keys.now.getEpochSecond());
        assertThat(claims.path("exp").longValue()).isEqualTo(bed.keys.now.getEpochSecond() + 120);
        assertThat(claims.path("jti").textValue()).hasSize(22);
        assertThat(answer.path("alg").textValue()).isEqualTo("ML-DSA-65");
        assertThat(answer.path("kid").textValue())
                .isEqualTo(token.header().kid().orElseThrow());
        assertThat(answer.path("expires_at").textValue()).isEqualTo("2026-11-21T12:02:00Z");
        assertThat(answer.has("signature")).isFalse();
    }

    @Test
    void letsATokenLiveFiveMinutesIfNothingIsSaid() {
        assertThat(sign(200, "'claims':{}").path("expires_at").textValue()).isEqualTo("2026-11-21T12:05:00Z");
    }

    @Test
    void letsTheDefaultLifeBeNoLongerThanTheKeyAllows() {
        String other = realm + "-short";
        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + other + "','max_token_ttl':'PT1M'");

        JsonNode answer = http.post(200, SIGN, "{'realm':'" + other + "','claims':{}}");

        assertThat(answer.path("expires_at").textValue()).isEqualTo("2026-11-21T12:01:00Z");
    }

    @Test
    void takesTheCallersOwnExpiryWithinTheSameLimit() {
        long exp = bed.keys.now.getEpochSecond() + 86_400;

        assertThat(sign(200, "'claims':{'exp':" + exp + "}").path("expires_at").textValue())
                .isEqualTo("2026-11-22T12:00:00Z");
        refused(sign(400, "'claims':{'exp':" + (exp + 1) + "}"), 40000, "ttl.maximum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'soon'", "1.5", "1795262400.5", "1e9", "null", "1795262400"})
    void refusesAnExpiryThatIsNoTimeToCome(String exp) {
        refused(sign(400, "'claims':{'exp':" + exp + "}"), 40000, "claim.exp");
    }

    @ParameterizedTest
    @CsvSource({"P1DT1S, ttl.maximum", "P999999D, ttl.maximum", "PT0S, ttl.positive"})
    void refusesALifeThatIsTooLongOrNone(String ttl, String rule) {
        refused(sign(400, "'claims':{},'ttl':'" + ttl + "'"), 40000, rule);
    }

    @Test
    void namesEveryReservedClaim() {
        refused(
                sign(400, "'claims':{'iat':1,'jti':'a','iss':'https://evil.example','exp':1795262500},'ttl':'PT1M'"),
                40000,
                "claim.reserved",
                "claim.reserved",
                "claim.reserved",
                "claim.reserved");
    }

    @Test
    void takesTheIssuerThatItWouldSetItself() {
        sign(200, "'claims':{'iss':'https://q.example:8443/realms/" + realm + "'}");
    }

    @Test
    void setsTheIssuerThatTheRealmNames() {
        String other = realm + "-issuer";
        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + other + "','issuer':'https://id.example'");

        JsonNode answer = http.post(200, SIGN, "{'realm':'" + other + "','claims':{}}");

        assertThat(claims(answer).path("iss").textValue()).isEqualTo("https://id.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alg", "kid", "jwk", "jku", "x5u", "x5c", "crit", "b64"})
    void refusesReservedHeaderParameters(String name) {
        refused(sign(400, "'claims':{},'header':{'" + name + "':'x'}"), 40000, "header.reserved");
    }

    @Test
    void takesFurtherHeaderParameters() {
        JsonNode answer = sign(200, "'claims':{},'header':{'typ':'at+jwt','cty':'x'}");

        Jws token = Jws.parse("token", answer.path("token").textValue());
        assertThat(token.header().typ()).contains("at+jwt");
        assertThat(token.header().toJson().path("cty").textValue()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'claims':{}}                                               | key.required",
                "{'realm':'R','key_id':'K','claims':{}}                      | key.ambiguous",
                "{'realm':'R'}                                               | claims.required",
                "{'realm':'R','format':'JWS'}                                | payload.required",
                "{'realm':'R','format':'JWS','payload':'YQ','claims':{}}     | sign.with_format",
                "{'realm':'R','format':'JWS','payload':'YQ','ttl':'PT1M'}    | sign.with_format",
                "{'realm':'R','format':'JWS','payload':'YR'}                 | base64url",
                "{'realm':'R','payload':'YQ'}                                | sign.with_format",
                "{'realm':'R','signing_input':'e30.e30','claims':{}}         | sign.with_signing_input",
                "{'realm':'R','signing_input':'e30.e30','header':{}}         | sign.with_signing_input",
                "{'realm':'R','signing_input':'e30.e30','ttl':'PT1M'}        | sign.with_signing_input",
                "{'realm':'R','signing_input':'e30.e30','payload':'YQ'}      | sign.with_signing_input",
                "{'realm':'R','claims':{},'header':{'typ':5}}                | header.typ"
            })
    void refusesRequestsThatContradictThemselves(String body, String rule) {
        String json =
                body.replace('\'', '"').replace("\"R\"", "\"" + realm + "\"").replace("\"K\"", "\"" + keyId + "\"");

        refused(http.post(400, SIGN, json), 40000, rule);
    }

    @Test
    void signsNoClaimsThatNobodyWouldReadAgain() {
        refused(sign(400, "'claims':{'a':" + "[".repeat(40) + "]".repeat(40) + "}"), 40000, "json");
        refused(sign(400, "'claims':{'a':" + "9".repeat(80) + "}"), 40000, "json");
        refused(sign(400, "'claims':{},'header':{'a':" + "[".repeat(40) + "]".repeat(40) + "}"), 40000, "json");
    }

    @Test
    void refusesRealmsAndKeysThatTheTenantDoesNotHave() {
        refused(http.post(404, SIGN, "{'realm':'nobody-" + realm + "','claims':{}}"), 40401, "not_found");
        refused(http.post(404, SIGN, "{'key_id':'key_unknown','claims':{}}"), 40401, "not_found");
        refused(http.postAs("other", 404, SIGN, "{'key_id':'" + keyId + "','claims':{}}"), 40401, "not_found");
        refused(http.postAs("other", 409, SIGN, "{'realm':'" + realm + "','claims':{}}"), 40902, "realm.tenant");
    }

    @Test
    void choosesTheRealmsKeyByAlgorithm() {
        http.create("JWT_SIGNING", "EC-P256", ",'realm':'" + realm + "'");

        assertThat(sign(200, "'claims':{}").path("alg").textValue()).isEqualTo("ML-DSA-65");
        assertThat(sign(200, "'claims':{},'algorithm':'EC-P256'").path("alg").textValue())
                .isEqualTo("ES256");
        refused(sign(400, "'claims':{},'algorithm':'ML-DSA-87'"), 40002, "algorithm.realm");
        refused(
                http.post(400, SIGN, "{'key_id':'" + keyId + "','algorithm':'EC-P256','claims':{}}"),
                40002,
                "algorithm.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-87", "EC-P256", "EC-P384", "ED25519", "RSA-3072"})
    void signsWithEveryAlgorithmThatJoseKnows(String algorithm) {
        String other = realm + "-" + algorithm;
        http.create("JWT_SIGNING", algorithm, ",'realm':'" + other + "'");

        JsonNode answer = http.post(200, SIGN, "{'realm':'" + other + "','claims':{'sub':'a'}}");

        assertThat(verify(answer).path("valid").booleanValue()).isTrue();
    }

    @Test
    void refusesClaimsBehindAByteOrderMarkWhoseExpirySomeReadersWouldSee() {
        String claims = base64url("\uFEFF{\"sub\":\"admin\",\"exp\":9999999999}");

        refused(
                http.post(400, SIGN, "{'realm':'" + realm + "','format':'JWS','payload':'" + claims + "'}"),
                40000,
                "json");
    }

    @Test
    void signsOctetsAsJws() {
        JsonNode answer = sign(200, "'format':'JWS','payload':'" + base64url("any octets") + "'");

        Jws token = Jws.parse("token", answer.path("token").textValue());
        assertThat(token.payload()).asString(StandardCharsets.UTF_8).isEqualTo("any octets");
        assertThat(answer.path("expires_at").isNull()).isTrue();
        assertThat(verify(answer).path("valid").booleanValue()).isTrue();
    }

    @Test
    void signsCodeAndDocumentsByTheirKeysOnly() {
        String code = http.create("CODE_SIGNING", "ML-DSA-44", "").path("id").textValue();
        String tls = http.create("TLS_SERVER", "ML-DSA-44", "").path("id").textValue();

        JsonNode answer = http.post(200, SIGN, "{'key_id':'" + code + "','format':'JWS','payload':'YQ'}");

        assertThat(verify(answer).path("valid").booleanValue()).isTrue();
        refused(http.post(400, SIGN, "{'key_id':'" + code + "','claims':{}}"), 40002, "usage.signing");
        refused(http.post(400, SIGN, "{'key_id':'" + tls + "','format':'JWS','payload':'YQ'}"), 40002, "usage.signing");
    }

    @Test
    void stillVerifiesWhatACodeSigningKeySignedBeforeItWasRotated() {
        String code = http.create("CODE_SIGNING", "ML-DSA-44", "").path("id").textValue();
        JsonNode answer = http.post(200, SIGN, "{'key_id':'" + code + "','format':'JWS','payload':'YQ'}");

        http.post(200, "/v1/keys/" + code + ":rotate", "{}");

        assertThat(verify(answer).path("valid").booleanValue()).isTrue();
    }

    @Test
    void signsWhatTheCallerHasSerialised() {
        String input = input(kid(), "ML-DSA-65", "{\"exp\":" + (bed.keys.now.getEpochSecond() + 60) + "}");

        JsonNode answer = sign(200, "'signing_input':'" + input + "'");

        assertThat(answer.path("token").textValue())
                .isEqualTo(input + "." + answer.path("signature").textValue());
        assertThat(answer.path("expires_at").textValue()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(verify(answer).path("valid").booleanValue()).isTrue();
    }

    @Test
    void signsASigningInputThatIsNoJsonAtAll() {
        JsonNode answer = sign(200, "'signing_input':'" + input(kid(), "ML-DSA-65", "hello") + "'");

        assertThat(answer.path("expires_at").isNull()).isTrue();
    }

    @Test
    void refusesASigningInputForAnotherKeyOrAlgorithm() {
        refused(sign(400, "'signing_input':'" + input("someone", "ML-DSA-65", "{}") + "'"), 40000, "signing_input.kid");
        refused(sign(400, "'signing_input':'" + input(kid(), "ML-DSA-44", "{}") + "'"), 40000, "signing_input.alg");
        refused(sign(400, "'signing_input':'" + input(kid(), "none", "{}") + "'"), 40000, "jws.alg");
        refused(sign(400, "'signing_input':'" + base64url("{}") + "." + base64url("{}") + "'"), 40000, "jws.alg");
    }

    @Test
    void refusesASigningInputThatLivesTooLongOrNotForATime() {
        long tooLate = bed.keys.now.getEpochSecond() + 86_401;

        refused(
                sign(400, "'signing_input':'" + input(kid(), "ML-DSA-65", "{\"exp\":" + tooLate + "}") + "'"),
                40000,
                "ttl.maximum");
        refused(
                sign(400, "'signing_input':'" + input(kid(), "ML-DSA-65", "{\"exp\":\"x\"}") + "'"),
                40000,
                "claim.exp");
        refused(
                sign(400, "'signing_input':'" + input(kid(), "ML-DSA-65", "{\"exp\":1,\"exp\":2}") + "'"),
                40000,
                "json");
    }

    @Test
    void letsARetiringVersionSignWhereItIsNamedAndARetiredOneNever() {
        String old = kid();
        sign(200, "'claims':{},'ttl':'PT1M'");
        http.post(200, "/v1/keys/" + keyId + ":rotate", "{}");
        String input = input(old, "ML-DSA-65", "{\"exp\":" + (bed.keys.now.getEpochSecond() + 30) + "}");

        JsonNode answer = sign(200, "'signing_input':'" + input + "'");

        assertThat(answer.path("kid").textValue()).isEqualTo(old);
        bed.keys.now = bed.keys.now.plusSeconds(120);
        refused(sign(400, "'signing_input':'" + input + "'"), 40000, "signing_input.kid");
    }

    @Test
    void signsWithTheNewVersionAfterARotationAndStillVerifiesTheOldToken() {
        JsonNode old = sign(200, "'claims':{'sub':'alice'}");

        http.post(200, "/v1/keys/" + keyId + ":rotate", "{}");

        JsonNode fresh = sign(200, "'claims':{'sub':'alice'}");
        assertThat(fresh.path("kid")).isNotEqualTo(old.path("kid"));
        assertThat(jwks().keys()).hasSize(2);
        assertThat(verify(old).path("valid").booleanValue()).isTrue();
        assertThat(verify(fresh).path("valid").booleanValue()).isTrue();
    }

    @Test
    void keepsAnOldKeyInTheSetUntilItsLastTokenHasExpiredAndNotMuchLonger() {
        JsonNode token = sign(200, "'claims':{},'ttl':'PT5M'");
        http.post(200, "/v1/keys/" + keyId + ":rotate", "{}");

        bed.keys.now = bed.keys.now.plusSeconds(299);
        assertThat(verify(token).path("valid").booleanValue()).isTrue();
        assertThat(jwks().keys()).hasSize(2);
        bed.keys.now = bed.keys.now.plusSeconds(61);
        assertThat(jwks().keys()).hasSize(1);
        assertThat(verify(token).path("reason").textValue()).isEqualTo("key_unknown");
    }

    @Test
    void saysWhyATokenDoesNotHold() {
        JsonNode token =
                sign(200, "'claims':{'sub':'alice','nbf':" + (bed.keys.now.getEpochSecond() + 10) + "},'ttl':'PT1M'");

        assertThat(verify(token).path("reason").textValue()).isEqualTo("not_yet_valid");
        assertThat(verify(token, "PT10S").path("valid").booleanValue()).isTrue();
        bed.keys.now = bed.keys.now.plusSeconds(60);
        JsonNode expired = verify(token);
        assertThat(expired.path("valid").booleanValue()).isFalse();
        assertThat(expired.path("reason").textValue()).isEqualTo("expired");
        assertThat(expired.path("claims").path("sub").textValue()).isEqualTo("alice");
        assertThat(verify(token, "PT1S").path("valid").booleanValue()).isTrue();
    }

    @Test
    void showsNoClaimsThatNobodySigned() {
        String token = sign(200, "'claims':{'sub':'alice'}").path("token").textValue();
        String forged = token.substring(0, token.indexOf('.') + 1)
                + base64url("{\"sub\":\"mallory\"}")
                + token.substring(token.lastIndexOf('.'));

        JsonNode verification = http.post(200, "/v1/tokens/verify", "{'token':'" + forged + "'}");

        assertThat(verification.path("valid").booleanValue()).isFalse();
        assertThat(verification.path("reason").textValue()).isEqualTo("signature_invalid");
        assertThat(verification.path("claims").isNull()).isTrue();
    }

    @Test
    void knowsNoKeyOfAnotherTenant() {
        String token = sign(200, "'claims':{}").path("token").textValue();

        JsonNode verification = http.postAs("other", 200, "/v1/tokens/verify", "{'token':'" + token + "'}");

        assertThat(verification.path("reason").textValue()).isEqualTo("key_unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.YQ", "...."})
    void callsWhatIsNoTokenMalformed(String token) {
        JsonNode verification = http.post(200, "/v1/tokens/verify", "{'token':'" + token + "'}");

        assertThat(verification.path("valid").booleanValue()).isFalse();
        assertThat(verification.path("reason").textValue()).isEqualTo("malformed");
    }

    @Test
    void servesTheKeySetWithACacheableStrongValidator() {
        HttpResponse<byte[]> answer = http.send(http.request("/v1/jwks/" + realm));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/jwk-set+json");
        assertThat(answer.headers().firstValue("Cache-Control"))
                .contains("public, max-age=300, stale-while-revalidate=300");
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).startsWith("\"").endsWith("\"");
        JsonNode key = KeyHttp.json(answer).path("keys").path(0);
        assertThat(key.path("kty").textValue()).isEqualTo("AKP");
        assertThat(key.path("alg").textValue()).isEqualTo("ML-DSA-65");
        assertThat(key.path("use").textValue()).isEqualTo("sig");
        HttpResponse<byte[]> again = http.send(http.request("/v1/jwks/" + realm).header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("ETag")).contains(tag);
    }

    @Test
    void servesAnotherValidatorOnceTheSetHasChanged() {
        String before = http.send(http.request("/v1/jwks/" + realm))
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        http.post(200, "/v1/keys/" + keyId + ":rotate", "{}");

        assertThat(http.send(http.request("/v1/jwks/" + realm).header("If-None-Match", before))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void servesTheKeySetAsPlainJsonToo() {
        HttpResponse<byte[]> answer =
                http.send(http.request("/v1/jwks/" + realm).header("Accept", "application/json"));

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(http.send(http.request("/v1/jwks/" + realm).header("Accept", "text/html"))
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void knowsNoKeySetOfAnUnknownRealmUntilItExists() {
        String later = realm + "-later";
        refused(KeyHttp.json(http.send(http.request("/v1/jwks/" + later))), 40401, "not_found");
        refused(KeyHttp.json(http.send(http.request("/v1/jwks/" + later))), 40401, "not_found");

        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + later + "'");

        assertThat(http.send(http.request("/v1/jwks/" + later)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesCallersWithoutTheScope() {
        refused(http.postAs("viewer", 403, SIGN, "{'realm':'" + realm + "','claims':{}}"), 40301, "scope.missing");
        refused(http.postAs("viewer", 403, "/v1/tokens/verify", "{'token':'x'}"), 40301, "scope.missing");
    }

    @Test
    void forbidsCachesToKeepTokens() {
        HttpResponse<byte[]> answer = http.send(http.request(SIGN)
                .header("Authorization", "Bearer default")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"realm\":\"" + realm + "\",\"claims\":{}}")));

        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void speaksTheCallersLanguage() {
        HttpResponse<byte[]> answer = http.send(http.request("/v1/jwks/nobody").header("Accept-Language", "ko"));

        assertThat(KeyHttp.json(answer).path("message").textValue()).matches(".*[가-힣].*");
    }

    private JsonNode sign(int status, String fields) {
        return http.post(status, SIGN, "{'realm':'" + realm + "'," + fields + "}");
    }

    private JsonNode verify(JsonNode signed) {
        return http.post(
                200, "/v1/tokens/verify", "{'token':'" + signed.path("token").textValue() + "'}");
    }

    private JsonNode verify(JsonNode signed, String leeway) {
        return http.post(
                200,
                "/v1/tokens/verify",
                "{'token':'" + signed.path("token").textValue() + "','leeway':'" + leeway + "'}");
    }

    private JwkSet jwks() {
        return JwkSet.parse("jwks", http.send(http.request("/v1/jwks/" + realm)).body());
    }

    private String kid() {
        return jwks().keys().getFirst().kid();
    }

    private static JsonNode claims(JsonNode signed) {
        return Jws.parse("token", signed.path("token").textValue()).claims("token");
    }

    private static String input(String kid, String alg, String payload) {
        return base64url("{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}") + "."
                + base64url(payload);
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
