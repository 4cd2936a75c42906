package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractRouterTest {
    private static RouterFixture server;

    record Thing(
            String name,
            @Nullable Integer size,
            @Nullable Instant madeAt,
            @Nullable Duration lives) {}

    @BeforeAll
    static void listen() throws IOException {
        server = new RouterFixture(tiny(), 64, ContractRouterTest::handlers);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Contract tiny() throws IOException {
        try (InputStream in = ContractRouterTest.class.getResourceAsStream("tiny.yaml")) {
            return Contract.parse(in.readAllBytes());
        }
    }

    static void handlers(Operations contract) {
        contract.operation("createThing", call -> {
                    Thing thing = call.body(Thing.class);
                    if (thing.name().equals("defect")) {
                        throw new IllegalArgumentException("/etc/secret and jdbc:h2:mem");
                    }
                    if (thing.name().equals("taken")) {
                        throw QkmsException.conflict("name", "name.taken", "taken");
                    }
                    return Answer.json(201, Map.of("name", thing.name()));
                })
                .operation(
                        "listThings",
                        call -> echo(
                                call.query("limit") + " " + call.queryAll("state") + " " + call.queryByPrefix("tag.")))
                .immediate(
                        "getSpecialThing",
                        call -> Optional.of(
                                call.accepted().equals("text/plain")
                                        ? Answer.bytes(200, "text/plain", "special".getBytes(StandardCharsets.UTF_8))
                                        : echo("special")))
                .immediate(
                        "getThing",
                        call -> call.path("id").equals("cached") ? Optional.of(echo("memory")) : Optional.empty())
                .operation("getThing", call -> echo(call.path("id")))
                .operation("polishThing", call -> echo(call.caller().clientId() + " " + call.path("id")))
                .operation("getRaw", call -> echo(call.path("rest")))
                .operation("postBinary", call -> echo(Integer.toString(call.rawBody().length)));
    }

    private static Answer echo(String text) {
        return Answer.json(200, Map.of("echo", text));
    }

    private static String echoOf(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return Json.parse(answer.body()).path("echo").asText();
    }

    private static JsonNode problem(HttpResponse<byte[]> answer, int code) throws IOException {
        JsonNode problem = Json.parse(answer.body());
        assertThat(problem.path("code").asInt()).as(problem.toString()).isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code / 100);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return problem;
    }

    private static String rules(JsonNode problem) {
        StringBuilder rules = new StringBuilder();
        problem.path("details")
                .forEach(detail -> rules.append(rules.isEmpty() ? "" : " ")
                        .append(detail.path("field").asText())
                        .append('=')
                        .append(detail.path("rule").asText()));
        return rules.toString();
    }

    @Test
    void findsTheOperationOfAPathWithAVerb() throws Exception {
        assertThat(echoOf(server.post("/things/t1:polish", ""))).isEqualTo("client t1");
    }

    @Test
    void prefersALiteralPathToATemplate() throws Exception {
        assertThat(echoOf(server.get("/things/special"))).isEqualTo("special");
        assertThat(echoOf(server.get("/things/other"))).isEqualTo("other");
    }

    @Test
    void answersFromMemoryWhereItCanAndElseByTheHandler() throws Exception {
        assertThat(echoOf(server.get("/things/cached"))).isEqualTo("memory");
        assertThat(echoOf(server.get("/things/fresh"))).isEqualTo("fresh");
    }

    @Test
    void decodesAPathParameterOnce() throws Exception {
        assertThat(echoOf(server.get("/things/a%2525%2Fb+c"))).isEqualTo("a%25/b+c");
    }

    @ParameterizedTest
    @CsvSource({
        "/raw/a//b/c,a//b/c",
        "/raw/,''",
        "/raw/MEk%2FMA%3D%3D,MEk%2FMA%3D%3D",
        "/raw/%zz%00%,%zz%00%",
        "/raw/a+b/,a+b/",
        "/raw/../x,../x",
        "/raw/a:b,a:b"
    })
    void givesTheRestOfAPathAsItWasSent(String path, String expected) throws Exception {
        String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: q\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"echo\":\"" + expected + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/things/a/b", "/things/", "/things/t1:break", "/THINGS", "//things"})
    void refusesAnUnknownPath(String path) throws Exception {
        problem(server.get(path), 40401);
    }

    @Test
    void refusesAMethodThatThePathDoesNotTakeAndNamesThoseItTakes() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/things").DELETE());

        problem(answer, 40501);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
    }

    @Test
    void namesThePathsMethodsToOptions() throws Exception {
        HttpResponse<byte[]> answer =
                server.send(server.request("/things/t1:polish").method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        HttpResponse<byte[]> answer =
                server.send(server.request("/things/special").method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("18");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void refusesAProtectedOperationWithoutATokenAndAsksForOne() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/things").POST(BodyPublishers.ofString("no JSON")));

        problem(answer, 40101);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"qkms\"");
    }

    @Test
    void refusesABadTokenAndSaysSo() throws Exception {
        HttpResponse<byte[]> answer = server.send(
                server.request("/things").header("Authorization", "Bearer bad").POST(BodyPublishers.ofString("{}")));

        problem(answer, 40101);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"qkms\", error=\"invalid_token\"");
    }

    @Test
    void refusesATokenWithoutTheScopeBeforeItLooksAtTheBody() throws Exception {
        JsonNode problem = problem(
                server.send(server.request("/things")
                        .header("Authorization", "Bearer weak")
                        .POST(BodyPublishers.ofString("no JSON"))),
                40301);

        assertThat(problem.path("details").path(0).path("allowed").path(0).asText())
                .isEqualTo("thing:write");
    }

    @Test
    void takesATokenThatIsRemembered() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/things")
                .header("Authorization", "Bearer known")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"n\"}")));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void ignoresABadTokenOnAPublicOperation() throws Exception {
        assertThat(echoOf(server.send(server.request("/things/t").header("Authorization", "Bearer bad"))))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"n\",\"nmae\":1}|nmae=json.unknown",
                "{}|name=json.required",
                "{\"name\":5}|name=json.type",
                "{\"name\":\"\"}|name=json.min_length",
                "{\"name\":\"123456789\"}|name=json.max_length",
                "{\"name\":\"n\",\"size\":10}|size=json.maximum",
                "{\"name\":\"n\",\"color\":\"GREEN\"}|color=json.enum",
                "{\"name\":\"n\",\"color\":1e10000000}|color=json.number",
                "{\"name\":\"n\",\"size\":1e-10000000}|size=json.number",
                "{\"name\":\"n\",\"size\":1e99999999999999999999}|body=json.number",
                "{\"name\":\"n\",\"made_at\":\"yesterday\"}|made_at=json.format",
                "{\"name\":\"n\",\"parts\":[{\"kind\":\"ok\"},{\"kind\":\"NO\"}]}|parts[1].kind=json.pattern",
                "{\"name\":\"n\",\"parts\":[{\"knd\":\"ok\"}]}|parts[0].knd=json.unknown",
                "{\"name\":\"n\",\"lives\":\"long\"}|lives=json.value",
                "[]|body=json.type",
                "null|body=json.type",
                "{\"name\":\"n\",\"name\":\"m\"}|body=json.syntax",
                "{\"name\":\"n\"} x|body=json.syntax",
                "{\"name\":|body=json.syntax",
                "{\"name\":\"a\\u0000b\"}|name=json.character",
                "{\"name\":\"a\\ud800b\"}|name=json.character",
                "{\"name\":\"n\",\"labels\":{\"a\\u0000\":\"x\"}}|labels=json.character",
            })
    void refusesABodyThatIsNotTheContracts(String body, String expected) throws Exception {
        assertThat(rules(problem(server.post("/things", body), 40000))).isEqualTo(expected);
    }

    @Test
    void namesEveryFaultOfABody() throws Exception {
        JsonNode problem = problem(
                server.post("/things", "{\"size\":-1,\"color\":\"GREEN\",\"parts\":[1,2,3,4],\"what\":0}"), 40000);

        assertThat(rules(problem).split(" "))
                .containsExactlyInAnyOrder(
                        "name=json.required",
                        "size=json.minimum",
                        "color=json.enum",
                        "parts=json.max_items",
                        "parts[0]=json.type",
                        "parts[1]=json.type",
                        "parts[2]=json.type",
                        "parts[3]=json.type",
                        "what=json.unknown");
    }

    @Test
    void tellsTheOffendingValueAndWhatIsAllowed() throws Exception {
        JsonNode detail = problem(server.post("/things", "{\"name\":\"n\",\"color\":\"GREEN\"}"), 40000)
                .path("details")
                .path(0);

        assertThat(detail.toString())
                .isEqualTo(
                        "{\"field\":\"color\",\"rule\":\"json.enum\",\"value\":\"GREEN\",\"allowed\":[\"RED\",\"BLUE\"]}");
    }

    @Test
    void doesNotSendASecretBack() throws Exception {
        HttpResponse<byte[]> answer = server.post("/things", "{\"name\":\"n\",\"secret\":\"hunter2\"}");

        assertThat(rules(problem(answer, 40000))).isEqualTo("secret=json.max_length");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("hunter2");
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() throws Exception {
        String deep = "[".repeat(2000) + "]".repeat(2000);

        assertThat(rules(problem(server.post("/things", deep), 40000))).isEqualTo("body=json.too_complex");
    }

    @Test
    void refusesALargeBodyOfFaultsWithABoundedAnswer() throws Exception {
        String body = "{\"name\":\"n\",\"parts\":[" + "1,".repeat(30_000) + "1]}";
        HttpResponse<byte[]> answer = server.post("/things", body);

        assertThat(problem(answer, 40000).path("details").size()).isLessThanOrEqualTo(100);
    }

    @Test
    void refusesJsonThatIsNotUtf8() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/things")
                .header("Authorization", "Bearer good")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray("{\"name\":\"n\"}".getBytes(StandardCharsets.UTF_16))));

        assertThat(rules(problem(answer, 40000))).isEqualTo("body=json.encoding");
    }

    @Test
    void refusesAnEmptyBodyWhereOneIsNeeded() throws Exception {
        assertThat(rules(problem(server.post("/things", ""), 40000))).isEqualTo("body=body.required");
    }

    @Test
    void refusesABodyWhereNoneIsTaken() throws Exception {
        HttpResponse<byte[]> answer =
                server.send(server.request("/things/special").method("GET", BodyPublishers.ofString("surprise")));

        assertThat(rules(problem(answer, 40000))).isEqualTo("body=body.unexpected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|limit=parameter.minimum",
                "limit=501|limit=parameter.maximum",
                "limit=many|limit=parameter.type",
                "limit=1&limit=2|limit=parameter.repeated",
                "limit=99999999999999999999|limit=parameter.type",
                "lmit=1|lmit=parameter.unknown",
                "state=NEW,ODD|state[1]=parameter.enum",
                "state=|state[0]=parameter.enum",
                "tag.env=toolongvalue|tag.env=parameter.max_length",
                "tag.ENV=x|tag.ENV=parameter.unknown",
                "tag.env=a&tag.env=b|tag.env=parameter.repeated",
                "limit=%zz|limit=parameter.encoding",
                "tag.env=%00|tag.env=parameter.character",
            })
    void refusesQueryParametersThatAreNotTheContracts(String query, String expected) throws Exception {
        String answer = server.raw("GET /things?" + query + " HTTP/1.1\r\nHost: q\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(rules(Json.parse(
                        answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(expected);
    }

    @Test
    void readsQueryParametersByTheirTypes() throws Exception {
        assertThat(echoOf(server.get("/things?limit=7&state=NEW,OLD&tag.env=prod&tag.team=a%20b+c")))
                .isEqualTo("Optional[7] [NEW, OLD] {env=prod, team=a b c}");
    }

    @Test
    void refusesAPathParameterThatIsNotTheContracts() throws Exception {
        assertThat(rules(problem(server.get("/things/averyveryverylongname"), 40000)))
                .isEqualTo("id=parameter.max_length");
        assertThat(rules(problem(server.get("/things/a%00b"), 40000))).isEqualTo("id=parameter.character");
    }

    @Test
    void refusesABodyThatSaysItIsTooLarge() throws Exception {
        JsonNode problem = problem(server.post("/things", "x".repeat(256 * 1024 + 1)), 41301);

        assertThat(rules(problem)).isEqualTo("body=body.too_large");
    }

    @Test
    void refusesAChunkedBodyAsSoonAsItIsTooLarge() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/binary")
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[100_000]))));

        problem(answer, 41301);
    }

    @Test
    void refusesALargeBodyWithoutWaitingForIt() throws Exception {
        String answer = server.raw("POST /things HTTP/1.1\r\nHost: q\r\nAuthorization: Bearer good\r\n"
                + "Content-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/binary")
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofByteArray(new byte[65536])));

        assertThat(echoOf(answer)).isEqualTo("65536");
    }

    @Test
    void asksForTheBodyOfACallerThatWaitsToBeAsked() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/binary")
                .expectContinue(true)
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofByteArray(new byte[5])));

        assertThat(echoOf(answer)).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json2", "application/x-www-form-urlencoded", ""})
    void refusesAnotherMediaType(String mediaType) throws Exception {
        var request =
                server.request("/things").header("Authorization", "Bearer good").POST(BodyPublishers.ofString("{}"));
        if (!mediaType.isEmpty()) {
            request.header("Content-Type", mediaType);
        }

        JsonNode problem = problem(server.send(request), 41501);

        assertThat(problem.path("details").path(0).path("allowed").path(0).asText())
                .isEqualTo("application/json");
    }

    @Test
    void takesAMediaTypeWithACharset() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/things")
                .header("Authorization", "Bearer good")
                .header("Content-Type", "Application/JSON; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"name\":\"n\"}")));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,application/json",
        "text/plain,text/plain",
        "*/*,application/json",
        "text/*,text/plain",
        "'text/plain;q=0.5, application/json;q=0.9',application/json",
        "'application/json;q=0.2, */*',text/plain",
    })
    void answersWithTheRepresentationThatTheCallerLikesBest(String accept, String expected) throws Exception {
        HttpResponse<byte[]> answer =
                server.send(server.request("/things/special").header("Accept", accept));

        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "application/json;q=0, text/plain;q=0"})
    void refusesIfNoRepresentationIsAcceptable(String accept) throws Exception {
        problem(server.send(server.request("/things/special").header("Accept", accept)), 40601);
    }

    @Test
    void refusesInTheContractsOrder() throws Exception {
        var everythingWrong = server.request("/things?what=1")
                .header("Authorization", "Bearer good")
                .header("Content-Type", "text/plain")
                .header("Accept", "image/png");
        problem(server.send(everythingWrong.copy().POST(BodyPublishers.ofByteArray(new byte[300_000]))), 41301);
        problem(server.send(everythingWrong.copy().POST(BodyPublishers.ofString("{"))), 41501);
        problem(
                server.send(everythingWrong
                        .copy()
                        .setHeader("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{"))),
                40601);
        problem(
                server.send(everythingWrong
                        .copy()
                        .setHeader("Content-Type", "application/json")
                        .setHeader("Accept", "*/*")
                        .POST(BodyPublishers.ofString("{"))),
                40000);
    }

    @Test
    void refusesAHeaderLineOverTheLimit() throws Exception {
        problem(server.send(server.request("/things/t").header("X-Long", "x".repeat(33 * 1024))), 43101);
    }

    @Test
    void takesLongTokens() throws Exception {
        assertThat(echoOf(server.send(
                        server.request("/things/t").header("Authorization", "Bearer " + "x".repeat(31 * 1024)))))
                .isEqualTo("t");
    }

    @Test
    void refusesHeadersOverTheLimitInAll() throws Exception {
        String header = ": " + "x".repeat(30 * 1024) + "\r\n";
        String answer =
                server.raw("GET /things/t HTTP/1.1\r\nHost: q\r\nA" + header + "B" + header + "C" + header + "\r\n");

        assertThat(answer).containsPattern("^HTTP/1.[01] 431").contains("\"code\":43101");
    }

    @Test
    void refusesARequestLineOverTheLimit() throws Exception {
        String answer = server.raw("GET /things/" + "t".repeat(40_000) + " HTTP/1.1\r\nHost: q\r\n\r\n");

        assertThat(answer).containsPattern("^HTTP/1.[01] 431").contains("\"code\":43101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "POST /binary HTTP/1.1\r\nHost: q\r\nContent-Length: x\r\n\r\n"
            })
    void refusesWhatIsNoHttp(String octets) throws Exception {
        assertThat(server.raw(octets)).containsPattern("^HTTP/1.[01] 400").contains("\"code\":40000");
    }

    @Test
    void echoesASaneRequestId() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/nothing").header("X-Request-Id", "trace-42.a_B"));

        assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("trace-42.a_B");
        assertThat(problem(answer, 40401).path("request_id").asText()).isEqualTo("trace-42.a_B");
    }

    @Test
    void replacesARequestIdThatIsNotSane() throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/nothing").header("X-Request-Id", "<script>"));

        assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(36);
    }

    @Test
    void tellsNothingOfADefect() throws Exception {
        HttpResponse<byte[]> answer = server.post("/things", "{\"name\":\"defect\"}");

        problem(answer, 50000);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .doesNotContain("secret", "jdbc", "Exception", "at io.");
    }

    @Test
    void passesAHandlersRefusalOn() throws Exception {
        assertThat(rules(problem(server.post("/things", "{\"name\":\"taken\"}"), 40902)))
                .isEqualTo("name=name.taken");
    }

    @Test
    void setsSecurityHeaders() throws Exception {
        var headers = server.get("/things/t").headers();

        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ko|ko",
                "ko-KR,en;q=0.8|ko",
                "en, ko;q=0.5|en",
                "fr, ko;q=0.3|ko",
                "fr|en",
                "*|en",
                "ko;q=0|en",
                "%%%|en",
                "en;q=0.2, ko;q=0.9|ko",
            })
    void speaksTheCallersLanguage(String acceptLanguage, String language) throws Exception {
        HttpResponse<byte[]> answer = server.send(server.request("/nothing").header("Accept-Language", acceptLanguage));

        assertThat(answer.headers().firstValue("Content-Language")).hasValue(language);
        assertThat(problem(answer, 40401).path("message").asText())
                .isEqualTo(language.equals("ko") ? "존재하지 않는 경로" : "There is nothing at this path");
    }

    @Test
    void tellsHowRequestsEnded() throws Exception {
        server.outcomes.clear();
        server.post("/things", "{\"name\":\"taken\"}");

        assertThat(server.outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.operationId()).isEqualTo("createThing");
            assertThat(outcome.status()).isEqualTo(409);
            assertThat(outcome.code()).isEqualTo(40902);
            assertThat(outcome.clientId()).isEqualTo("client");
            assertThat(outcome.remoteAddress()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void isNotBuiltWhileAnOperationHasNoHandler() throws Exception {
        ContractRouter.Builder builder =
                ContractRouter.of(tiny(), BodyLimits.DEFAULT, null, new AdmissionGate(1), outcome -> {});

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "[createThing, getRaw, getSpecialThing, getThing, listThings, polishThing, postBinary]");
    }

    @Test
    void knowsNoHandlerForAnOperationThatTheContractDoesNotHave() throws Exception {
        ContractRouter.Builder builder =
                ContractRouter.of(tiny(), BodyLimits.DEFAULT, null, new AdmissionGate(1), outcome -> {});

        assertThatThrownBy(() -> builder.operation("inventThing", call -> Answer.empty(204)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inventThing");
    }
}
