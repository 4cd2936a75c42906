package io.qkms.server.token;

import static io.qkms.server.key.KeyHttp.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.key.Usage;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.server.key.Cause;
import io.qkms.server.key.KeyHttp;
import io.qkms.server.key.KeyPlan;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** api.md §6, what of it is built. */
@OnEachDatabase
class KeysOverHttpTest {
    private final TokenBed bed;
    private final KeyHttp http;
    private final String realm = "realm-" + UUID.randomUUID();

    KeysOverHttpTest(TestDatabase database) {
        bed = TokenBed.on(database);
        http = bed.http;
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void answersTheDesignsRequestWithTheNewKey() {
        JsonNode key = http.post(
                201,
                "/v1/keys",
                "{'usage':'TLS_SERVER','algorithm':'CRYSTALS-DILITHIUM-3','exportable':false,"
                        + "'tags':{'service':'apisix','env':'prod'},'hybrid_form':'COMPOSITE','realm':null,'issuer':null,"
                        + "'max_token_ttl':'P1D'}");

        assertThat(key.path("id").textValue()).startsWith("key_").hasSize(30);
        assertThat(key.path("algorithm").textValue()).isEqualTo("ML-DSA-65");
        assertThat(key.path("requested_algorithm").textValue()).isEqualTo("CRYSTALS-DILITHIUM-3");
        assertThat(key.path("hybrid_form").isNull()).isTrue();
        assertThat(key.path("experimental").booleanValue()).isFalse();
        assertThat(key.path("tags").path("service").textValue()).isEqualTo("apisix");
        assertThat(key.path("default").booleanValue()).isFalse();
        assertThat(key.path("max_token_ttl").textValue()).isEqualTo("P1D");
        assertThat(key.path("state").textValue()).isEqualTo("ACTIVE");
        assertThat(key.path("active_version").intValue()).isEqualTo(1);
        assertThat(key.path("slot").textValue()).isEqualTo("default");
        JsonNode version = key.path("versions").path(0);
        assertThat(version.path("public_key").textValue()).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(version.path("kid").textValue()).hasSize(43);
        assertThat(version.path("created_at").textValue()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(version.path("retires_at").isNull()).isTrue();
        assertThat(http.get(200, "/v1/keys/" + key.path("id").textValue())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "EC-P256", "EC-P384", "ED25519", "RSA-3072"})
    void makesKeysOfEveryAvailableAlgorithm(String algorithm) {
        assertThat(http.create("TLS_CLIENT", algorithm, "").path("algorithm").textValue())
                .isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "../x",
                "a/b",
                "a\\\\b",
                "a?b",
                "a#b",
                "a%2fb",
                "a\\u0001b",
                "a\\u007f",
                " a",
                "a ",
                "\\u3000a",
                "a\\n"
            })
    void refusesRealmNamesThatNoPathHolds(String name) {
        JsonNode error = http.post(
                400,
                "/v1/keys",
                "{'usage':'JWT_SIGNING','algorithm':'ML-DSA-65','exportable':false,'tags':{},'realm':'" + name + "'}");

        refused(error, 40000, "json.pattern");
        assertThat(error.at("/details/0/field").textValue()).isEqualTo("realm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"결제 플랫폼", "Platform Realm", "a.b", "...", "a", "😀"})
    void takesRealmNamesOfAnyScript(String name) {
        String unique = name + " " + UUID.randomUUID();
        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + unique + "'");

        String path = URLEncoder.encode(unique, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(http.get(200, "/v1/jwks/" + path).path("keys")).hasSize(1);
    }

    @Test
    void keepsTheLongestNamesInCharactersOfTwoUnits() {
        String longest = "😀".repeat(253) + UUID.randomUUID().toString().substring(0, 2);
        JsonNode key = http.post(
                201,
                "/v1/keys",
                "{'usage':'JWT_SIGNING','algorithm':'ML-DSA-44','exportable':false,'realm':'" + longest + "','issuer':'"
                        + "😀".repeat(2048) + "','tags':{'team':'" + "😀".repeat(256) + "'}}");

        assertThat(http.get(200, "/v1/keys/" + key.path("id").textValue())).isEqualTo(key);
    }

    @Test
    void refusesControlCharactersInTags() {
        refused(
                http.post(
                        400,
                        "/v1/keys",
                        "{'usage':'TLS_SERVER','algorithm':'EC-P256','exportable':false,'tags':{'a':'\\u0001'}}"),
                40000,
                "json.pattern");
    }

    @Test
    void saysHowTagsAreNamed() {
        JsonNode error = http.post(
                400, "/v1/keys", "{'usage':'TLS_SERVER','algorithm':'EC-P256','exportable':false,'tags':{'팀':'a'}}");

        refused(error, 40000, "json.property_names");
        assertThat(error.at("/details/0/allowed/0").textValue()).isEqualTo("^[A-Za-z0-9._/-]{1,64}$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MToA", "MTprZXlfAA", "MTo1", "MTprZXlfeA", "MTphcGlzaXgtZWRnZQ"})
    void refusesCursorsOfOtherLists(String cursor) {
        refused(http.get(400, "/v1/keys?cursor=" + cursor), 40000, "cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT99999999H", "P9999999D", "PT99999999999S"})
    void refusesTokenLivesThatEndAfterTheLastYear(String life) {
        refused(
                http.post(
                        400,
                        "/v1/keys",
                        "{'usage':'JWT_SIGNING','algorithm':'ML-DSA-44','exportable':false,'tags':{},'realm':'r','max_token_ttl':'"
                                + life + "'}"),
                40000,
                "json.pattern");
    }

    @Test
    void writesTheTimesOfTheLongestTokenLifeInFourDigitYears() {
        JsonNode key = http.create(
                "JWT_SIGNING", "ML-DSA-44", ",'realm':'" + realm + "','max_token_ttl':'P999999DT999999H99999999M'");

        JsonNode rotated = http.post(200, "/v1/keys/" + key.path("id").textValue() + ":rotate", "{'activate':'NOW'}");

        assertThat(rotated.path("versions").findValuesAsText("retires_at"))
                .allSatisfy(time -> assertThat(time).matches("null|[0-9]{4}-.*"))
                .anySatisfy(time -> assertThat(time).matches("[0-9]{4}-.*"));
    }

    @Test
    void knowsNoKeyByAKidThatCannotBe() {
        String header = base64("{\"alg\":\"ML-DSA-65\",\"kid\":\"\\u0000\"}");
        JsonNode answer = http.post(200, "/v1/tokens/verify", "{'token':'" + header + "." + base64("{}") + ".AAAA'}");

        assertThat(answer.path("valid").booleanValue()).isFalse();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'usage':'CA','algorithm':'ML-DSA-65'                               | 40002 | usage.reserved",
                "'usage':'OCSP','algorithm':'ML-DSA-65'                             | 40002 | usage.reserved",
                "'usage':'TLS_SERVER','algorithm':'ROT13'                           | 40002 | algorithm.unknown",
                "'usage':'TLS_SERVER','algorithm':'HYBRID:DILITHIUM3+P256'          | 40002 | algorithm.unavailable",
                "'usage':'TLS_SERVER','algorithm':'FALCON-512'                      | 40002 | algorithm.unavailable",
                "'usage':'TLS_SERVER','algorithm':'ML-KEM-768'                      | 40002 | algorithm.usage",
                "'usage':'KEY_ENCAPSULATION','algorithm':'ML-KEM-768'               | 40002 | algorithm.unavailable",
                "'usage':'JWT_SIGNING','algorithm':'ML-DSA-65'                      | 40000 | realm.required",
                "'usage':'TLS_SERVER','algorithm':'ML-DSA-65','realm':'a'           | 40000 | realm.usage",
                "'usage':'TLS_SERVER','algorithm':'ML-DSA-65','issuer':'a'          | 40000 | issuer.realm",
                "'usage':'TLS_SERVER','algorithm':'ML-DSA-65','max_token_ttl':'PT0S'| 40000 | max_token_ttl.positive",
                "'usage':'TLS_SERVER','algorithm':'ML-DSA-65','slot':'nowhere'      | 40000 | slot.unknown",
                "'usage':'TLS_SERVER','algorithm':'ML-DSA-65','slot':'root'         | 40000 | slot.reserved"
            })
    void refusesKeysThatCannotBe(String fields, int code, String rule) {
        JsonNode error = http.post(400, "/v1/keys", "{" + fields.replace('\'', '"') + ",'exportable':false,'tags':{}}");

        refused(error, code, rule);
        assertThat(error.path("message").textValue()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':false}",
                "{'usage':'TLS','algorithm':'ML-DSA-65','exportable':false,'tags':{}}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':'no','tags':{}}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':false,'tags':{'a':1}}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':false,'tags':{},'rotaton':null}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':false,'tags':{},'rotation':{'every':'P90D'}}",
                "{'usage':'TLS_SERVER','algorithm':'ML-DSA-65','exportable':false,'tags':{},'hybrid_form':'BOTH'}"
            })
    void refusesRequestsThatAreNotTheContracts(String body) {
        assertThat(http.post(400, "/v1/keys", body).path("code").intValue()).isEqualTo(40000);
    }

    @Test
    void refusesCallersWithoutTheScope() {
        refused(
                http.postAs(
                        "viewer",
                        403,
                        "/v1/keys",
                        "{'usage':'TLS_SERVER','algorithm':'ML-DSA-44','exportable':false,'tags':{}}"),
                40301,
                "scope.missing");
    }

    @Test
    void tellsOtherTenantsNothing() {
        String id = id(http.create("TLS_SERVER", "ML-DSA-44", ""));

        refused(http.postAs("other", 404, "/v1/keys/" + id + ":rotate", "{}"), 40401, "not_found");
        refused(http.postAs("other", 404, "/v1/keys/" + id + ":csr", "{'subject':'CN=a'}"), 40401, "not_found");
        refused(http.postAs("other", 404, "/v1/keys/" + id + ":make-default", "{}"), 40401, "not_found");
        refused(http.get(404, "/v1/keys/key_unknown"), 40401, "not_found");
    }

    @Test
    void keepsARealmToItsTenant() {
        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + realm + "'");

        refused(
                http.postAs(
                        "other",
                        409,
                        "/v1/keys",
                        "{'usage':'JWT_SIGNING','algorithm':'ML-DSA-44','exportable':false,'tags':{},'realm':'" + realm
                                + "'}"),
                40902,
                "realm.tenant");
    }

    @Test
    void rotatesNow() {
        JsonNode made = http.create("TLS_SERVER", "ML-DSA-44", "");

        JsonNode rotated = http.post(200, "/v1/keys/" + id(made) + ":rotate", "{'activate':'NOW'}");

        assertThat(rotated.path("active_version").intValue()).isEqualTo(2);
        assertThat(rotated.path("versions").findValuesAsText("state")).containsExactly("RETIRED", "ACTIVE");
        assertThat(rotated.path("versions").path(0).path("retires_at").textValue())
                .isEqualTo("2026-11-21T12:00:00Z");
    }

    @Test
    void rotatesWithoutABodyToo() {
        String id = id(http.create("TLS_SERVER", "ML-DSA-44", ""));

        var answer = http.send(http.request("/v1/keys/" + id + ":rotate")
                .header("Authorization", "Bearer default")
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(KeyHttp.json(answer).path("active_version").intValue()).isEqualTo(2);
    }

    @Test
    void doesNotPretendToRotateLater() {
        String id = id(http.create("TLS_SERVER", "ML-DSA-44", ""));

        assertThat(http.post(400, "/v1/keys/" + id + ":rotate", "{'activate':'AFTER_OVERLAP'}")
                        .path("code")
                        .intValue())
                .isEqualTo(40000);
    }

    @Test
    void refusesEveryVerbOnAnAuthoritysKey() {
        String id = bed.keys.database.transaction(transaction -> bed.keys
                .keys
                .ring()
                .make(transaction, KeyPlan.system(Usage.CA, Algorithm.ML_DSA_44, "ca"), Cause.SERVER)
                .entry()
                .id());

        assertThat(http.get(200, "/v1/keys/" + id).path("usage").textValue()).isEqualTo("CA");
        for (String verb : List.of("rotate", "make-default")) {
            refused(http.post(409, "/v1/keys/" + id + ":" + verb, "{}"), 40902, "key.authority");
        }
        refused(http.post(409, "/v1/keys/" + id + ":csr", "{'subject':'CN=a'}"), 40902, "key.authority");
    }

    @Test
    void hidesTheKeyOfARoot() {
        String id = bed.keys.database.transaction(transaction -> bed.keys
                .keys
                .ring()
                .make(transaction, KeyPlan.system(Usage.CA, Algorithm.ML_DSA_44, "root"), Cause.SERVER)
                .entry()
                .id());

        refused(http.get(404, "/v1/keys/" + id), 40401, "not_found");
    }

    @Test
    void signsACertificationRequest() {
        String id = id(http.create("TLS_SERVER", "ML-DSA-65", ""));

        String pem = http.post(
                        200,
                        "/v1/keys/" + id + ":csr",
                        "{'subject':'CN=gateway.q','subject_alt_names':['gateway.q','10.0.0.5','spiffe://q/a']}")
                .path("csr")
                .textValue();

        CertificationRequest request = CertificationRequest.parse("csr", pem);
        request.verifyProofOfPossession(bed.keys.modules);
        assertThat(request.subjectAlternativeNames()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'subject':'not a name'}",
                "{'subject':'CN=a','subject_alt_names':['a b']}",
                "{'subject_alt_names':['a.example']}"
            })
    void refusesACertificationRequestForNamesThatAreNone(String body) {
        String id = id(http.create("TLS_SERVER", "ML-DSA-44", ""));

        assertThat(http.post(400, "/v1/keys/" + id + ":csr", body).path("code").intValue())
                .isEqualTo(40000);
    }

    @Test
    void makesAnotherKeyTheDefaultOfItsRealm() {
        String first = id(http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + realm + "'"));
        String second = id(http.create("JWT_SIGNING", "ML-DSA-65", ",'realm':'" + realm + "'"));

        JsonNode changed = http.post(200, "/v1/keys/" + second + ":make-default", "{}");

        assertThat(changed.path("default").booleanValue()).isTrue();
        assertThat(http.get(200, "/v1/keys/" + first).path("default").booleanValue())
                .isFalse();
    }

    @Test
    void refusesToMakeAKeyWithoutARealmADefault() {
        String id = id(http.create("TLS_SERVER", "ML-DSA-44", ""));

        refused(http.post(409, "/v1/keys/" + id + ":make-default", "{}"), 40902, "key.no_realm");
    }

    @Test
    void listsKeysByEveryFilterTogether() {
        http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'" + realm + "'");
        JsonNode tagged = http.post(
                201,
                "/v1/keys",
                "{'usage':'JWT_SIGNING','algorithm':'ML-DSA-65','exportable':false,'tags':{'env':'" + realm
                        + "'},'realm':'" + realm + "'}");

        JsonNode found = http.get(
                200,
                "/v1/keys?usage=JWT_SIGNING&algorithm=DILITHIUM3&state=ACTIVE&realm=" + realm + "&tag.env=" + realm);

        assertThat(found.path("items").findValuesAsText("id")).containsExactly(id(tagged));
        assertThat(found.path("next_cursor").isNull()).isTrue();
        assertThat(http.get(200, "/v1/keys?realm=" + realm).path("items")).hasSize(2);
    }

    @Test
    void goesThroughAListByCursor() {
        http.create("JWT_SIGNING", "EC-P256", ",'realm':'" + realm + "'");
        http.create("JWT_SIGNING", "EC-P256", ",'realm':'" + realm + "'");

        JsonNode first = http.get(200, "/v1/keys?limit=1&realm=" + realm);
        JsonNode second = http.get(
                200,
                "/v1/keys?limit=1&realm=" + realm + "&cursor="
                        + first.path("next_cursor").textValue());

        assertThat(first.path("items")).hasSize(1);
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next_cursor").isNull()).isTrue();
        assertThat(first.path("items").path(0))
                .isNotEqualTo(second.path("items").path(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usage=TLS",
                "algorithm=ROT13",
                "state=LOST",
                "limit=0",
                "limit=501",
                "limit=many",
                "cursor=%21",
                "cursor=MTo1",
                "nosuch=1"
            })
    void refusesFiltersLimitsAndCursorsThatAreNone(String query) {
        assertThat(http.get(400, "/v1/keys?" + query).path("code").intValue()).isEqualTo(40000);
    }

    private static String id(JsonNode key) {
        return key.path("id").textValue();
    }
}
