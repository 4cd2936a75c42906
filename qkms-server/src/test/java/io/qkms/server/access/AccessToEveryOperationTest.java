package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.server.access.ContractOperations.Operation;
import io.qkms.server.http.AdmissionGate;
import io.qkms.server.http.Answer;
import io.qkms.server.http.BodyLimits;
import io.qkms.server.http.Contract;
import io.qkms.server.http.ContractRouter;
import io.qkms.server.http.HttpListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks over every operation of the contract with every kind of bad credentials: the real contract, router and authenticator,
 * over real sockets; behind them handlers that only note that they were reached.
 */
class AccessToEveryOperationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AccessFixture ACCESS = new AccessFixture(EnumSet.allOf(Scope.class));
    private static final List<Operation> OPERATIONS = ContractOperations.read();
    private static final Set<String> REACHED = ConcurrentHashMap.newKeySet();

    private static HttpListener listener;
    private static HttpClient client;

    @BeforeAll
    static void listen() {
        ContractRouter.Builder router = ContractRouter.of(
                Contract.ofServer(),
                BodyLimits.DEFAULT,
                new BearerAuthenticator(ACCESS.verifier, ACCESS.clock),
                new AdmissionGate(100),
                outcome -> {});
        OPERATIONS.forEach(operation -> router.operation(operation.id(), call -> {
            REACHED.add(call.requestId());
            return Answer.empty(204);
        }));
        listener = HttpListener.open(HttpListener.eventLoops(1), 1, "127.0.0.1", 0);
        listener.serve(router.build());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
    }

    /** Name and {@code Authorization} header of everything that proves no caller. */
    private static Map<String, String> badCredentials() {
        ObjectNode claims = ACCESS.claims();
        String good = ACCESS.token();
        String kid = ACCESS.keys.active().kid();
        String[] parts = good.split("\\.", -1);
        AccessFixture.Keys strangers = ACCESS.new Keys(Algorithm.ML_DSA_44);
        return Map.ofEntries(
                Map.entry("no token", ""),
                Map.entry("another scheme", "Basic d2F0Y2hlcjp3YXRjaGVy"),
                Map.entry("an empty token", "Bearer "),
                Map.entry("garbage", "Bearer garbage"),
                Map.entry("a token cut short", "Bearer " + good.substring(0, good.length() - 8)),
                Map.entry(
                        "a token whose claims were changed", "Bearer " + parts[0] + "." + b64(claims) + "." + parts[2]),
                Map.entry("expired", "Bearer " + ACCESS.signed(ACCESS.claims().put("exp", now() - 1))),
                Map.entry(
                        "not yet valid",
                        "Bearer " + ACCESS.signed(ACCESS.claims().put("nbf", now() + 60))),
                Map.entry(
                        "for another audience",
                        "Bearer " + ACCESS.signed(ACCESS.claims().put("aud", "shop"))),
                Map.entry(
                        "of another issuer",
                        "Bearer " + ACCESS.signed(ACCESS.claims().put("iss", "https://x"))),
                Map.entry("of another type", "Bearer " + ACCESS.signed("JWT", claims)),
                Map.entry("of a stranger's key", "Bearer " + AccessFixture.signed(strangers, "at+jwt", claims)),
                Map.entry(
                        "unsigned", "Bearer " + b64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + b64(claims) + "."),
                Map.entry(
                        "signed by another algorithm",
                        "Bearer " + b64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}") + "."
                                + b64(claims) + "." + b64("signature")),
                Map.entry(
                        "of an unknown client",
                        "Bearer " + ACCESS.signed(ACCESS.claims().put("client_id", "x"))));
    }

    private static Stream<Arguments> protectedOperationsAndBadCredentials() {
        Map<String, String> bad = badCredentials();
        return OPERATIONS.stream()
                .filter(operation -> !operation.isPublic())
                .flatMap(operation -> bad.entrySet().stream()
                        .map(credentials -> arguments(operation, credentials.getKey(), credentials.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("protectedOperationsAndBadCredentials")
    void refusesCredentialsThatProveNobody(Operation operation, String name, String authorization) throws Exception {
        HttpResponse<byte[]> answer = call(operation, authorization);

        JsonNode error = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(error.path("code").intValue()).isEqualTo(40101);
        assertThat(challenge(answer))
                .isEqualTo(
                        authorization.isEmpty()
                                ? "Bearer realm=\"qkms\""
                                : "Bearer realm=\"qkms\", error=\"invalid_token\"");
        assertThat(REACHED).doesNotContain(requestId(answer));
    }

    private static Stream<Operation> operationsWithScope() {
        return OPERATIONS.stream().filter(operation -> operation.scope() != null);
    }

    @ParameterizedTest
    @MethodSource("operationsWithScope")
    void refusesATokenWithEveryScopeButTheOneThatCounts(Operation operation) throws Exception {
        Set<Scope> others = EnumSet.allOf(Scope.class);
        others.remove(Scope.of(operation.scope()).orElseThrow());

        HttpResponse<byte[]> answer = call(operation, bearer(others));

        JsonNode error = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(error.path("code").intValue()).isEqualTo(40301);
        assertThat(error.at("/details/0/rule").textValue()).isEqualTo("scope.missing");
        assertThat(error.at("/details/0/allowed/0").textValue()).isEqualTo(operation.scope());
        assertThat(REACHED).doesNotContain(requestId(answer));
    }

    @ParameterizedTest
    @MethodSource("operationsWithScope")
    void letsATokenInThatHasNothingButTheScopeThatCounts(Operation operation) throws Exception {
        HttpResponse<byte[]> answer =
                call(operation, bearer(EnumSet.of(Scope.of(operation.scope()).orElseThrow())));

        assertThat(answer.statusCode()).isNotIn(401, 403);
    }

    private static Stream<Operation> publicOperations() {
        return OPERATIONS.stream().filter(Operation::isPublic);
    }

    @ParameterizedTest
    @MethodSource("publicOperations")
    void aPublicOperationIgnoresCredentialsAlsoBadOnes(Operation operation) throws Exception {
        assertThat(call(operation, "").statusCode()).isNotIn(401, 403);
        assertThat(call(operation, "Bearer garbage").statusCode()).isNotIn(401, 403);
    }

    private static Stream<Operation> operationsForAnyToken() {
        return OPERATIONS.stream().filter(operation -> !operation.isPublic() && operation.scope() == null);
    }

    @ParameterizedTest
    @MethodSource("operationsForAnyToken")
    void someOperationsTakeAnyToken(Operation operation) throws Exception {
        assertThat(operation.id()).isEqualTo("getOwnTenant");
        assertThat(call(operation, bearer(EnumSet.of(Scope.KEY_READ))).statusCode())
                .isEqualTo(204);
    }

    private static HttpResponse<byte[]> call(Operation operation, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + listener.port() + operation.path()))
                .method(operation.method(), HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String bearer(Set<Scope> scopes) {
        return "Bearer " + ACCESS.issuer.issue(ACCESS.client, scopes).token();
    }

    private static String challenge(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private static String requestId(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }

    private static long now() {
        return ACCESS.now.getEpochSecond();
    }

    private static String b64(Object text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
