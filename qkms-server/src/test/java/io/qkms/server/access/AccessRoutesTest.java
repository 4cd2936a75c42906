package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.AdmissionGate;
import io.qkms.server.http.Answer;
import io.qkms.server.http.BodyLimits;
import io.qkms.server.http.Contract;
import io.qkms.server.http.ContractRouter;
import io.qkms.server.http.HttpListener;
import io.qkms.server.store.Database;
import io.qkms.server.store.DatabaseSettings;
import io.qkms.server.store.Identifiers;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /oauth2/*} and its neighbours over real sockets. */
class AccessRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AccessFixture ACCESS = new AccessFixture();
    private static final String GRANT = "grant_type=client_credentials";
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString(("watcher:" + AccessFixture.SECRET).getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path directory;

    private static Database database;
    private static AccessDenials denials;
    private static HttpListener listener;
    private static HttpClient client;

    @BeforeAll
    static void listen() {
        database = Database.open(new DatabaseSettings.Embedded(directory, 4), AuditLog.records());
        Identifiers identifiers = new Identifiers(ACCESS.clock, ACCESS.random);
        denials = new AccessDenials(
                database, new AuditLog(identifiers, ACCESS.clock, "urn:qkms:test", () -> {}), ACCESS.clock);
        ContractRouter.Builder router = ContractRouter.of(
                        Contract.ofServer(),
                        BodyLimits.DEFAULT,
                        new BearerAuthenticator(ACCESS.verifier, ACCESS.clock),
                        new AdmissionGate(100),
                        denials)
                .with(new AccessRoutes(
                        ACCESS.clients,
                        ACCESS.issuer,
                        ACCESS.keys,
                        denials,
                        id -> new Tenant(id, "The tenant", "0123"),
                        AccessFixture.ISSUER,
                        Duration.ofMinutes(5)));
        Set<String> own = Set.of("requestAccessToken", "getOwnTenant");
        ContractOperations.read().stream()
                .map(ContractOperations.Operation::id)
                .filter(id -> !own.contains(id))
                .forEach(id -> router.operation(id, call -> Answer.empty(204)));
        listener = HttpListener.open(HttpListener.eventLoops(1), 1, "127.0.0.1", 0);
        listener.serve(router.build());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        listener.stop(Duration.ofSeconds(1));
        client.close();
        denials.close();
        database.close();
    }

    @Test
    void aGrantedTokenOpensTheApi() throws Exception {
        HttpResponse<String> granted = post(GRANT, BASIC);
        assertThat(granted.statusCode()).isEqualTo(200);
        assertThat(header(granted, "Cache-Control")).isEqualTo("no-store");
        JsonNode body = JSON.readTree(granted.body());
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");

        String token = body.path("access_token").textValue();
        HttpResponse<String> tenant = get("/v1/tenants/self", "Authorization", "Bearer " + token);

        assertThat(JSON.readTree(tenant.body()))
                .isEqualTo(JSON.readTree("{\"id\":\"default\",\"name\":\"The tenant\",\"appkey\":\"0123\"}"));
    }

    @Test
    void aTokenIsGrantedForASecretInTheBodyToo() throws Exception {
        HttpResponse<String> granted =
                post(GRANT + "&client_id=watcher&client_secret=" + AccessFixture.SECRET + "&unknown=ignored", null);

        assertThat(granted.statusCode()).isEqualTo(200);
    }

    @Test
    void joseVerifiesATokenByTheKeySetAlone() throws Exception {
        String token =
                JSON.readTree(post(GRANT, BASIC).body()).path("access_token").textValue();
        String keys = get("/oauth2/jwks").body();

        Result verdict = Judges.node()
                .run(
                        """
                import * as jose from 'jose';
                const keys = jose.createLocalJWKSet(JSON.parse(process.env.KEYS));
                const { payload, protectedHeader } = await jose.jwtVerify(process.env.TOKEN, keys, {
                  typ: 'at+jwt', issuer: process.env.ISSUER, audience: 'qkms', algorithms: ['ML-DSA-44'],
                  currentDate: new Date(process.env.NOW), requiredClaims: ['jti', 'iat', 'exp', 'client_id', 'sub'],
                });
                console.log(protectedHeader.alg, payload.sub, payload.tenant, payload.scope);
                """,
                        Map.of(
                                "KEYS",
                                keys,
                                "TOKEN",
                                token,
                                "ISSUER",
                                AccessFixture.ISSUER.toString(),
                                "NOW",
                                ACCESS.now.toString()));

        assertThat(verdict.ok()).as(verdict.toString()).isTrue();
        assertThat(verdict.text().strip()).isEqualTo("ML-DSA-44 watcher default cert:read key:create key:read");
    }

    @Test
    void aWrongSecretIsRefusedInOAuthsWordsWithAChallenge() throws Exception {
        HttpResponse<String> refused = post(GRANT, "Basic d2F0Y2hlcjp3cm9uZw==");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(header(refused, "Content-Type")).startsWith("application/json");
        assertThat(header(refused, "WWW-Authenticate")).startsWith("Basic ");
        assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
        assertThat(JSON.readTree(refused.body()).path("error").textValue()).isEqualTo("invalid_client");
    }

    @Test
    void aScopeThatTheClientMayNotHaveIsRefusedInOAuthsWords() throws Exception {
        HttpResponse<String> refused = post(GRANT + "&scope=key:export", BASIC);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(refused.body()).path("error").textValue()).isEqualTo("invalid_scope");
    }

    @Test
    void aFormThatIsNoneIsRefusedInOAuthsWords() throws Exception {
        HttpResponse<String> refused = post("grant_type=%zz", BASIC);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(refused.body()).path("error").textValue()).isEqualTo("invalid_request");
    }

    @Test
    void theKeySetIsCachedByItsTag() throws Exception {
        HttpResponse<String> whole = get("/oauth2/jwks");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(header(whole, "Content-Type")).isEqualTo("application/jwk-set+json");
        assertThat(header(whole, "Cache-Control")).isEqualTo("public, max-age=300, stale-while-revalidate=300");
        assertThat(JSON.readTree(whole.body()).at("/keys/0/kty").textValue()).isEqualTo("AKP");

        HttpResponse<String> unchanged = get("/oauth2/jwks", "If-None-Match", header(whole, "ETag"));

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(header(unchanged, "ETag")).isEqualTo(header(whole, "ETag"));
        assertThat(unchanged.body()).isEmpty();
    }

    @Test
    void theMetadataNameWhatIsThere() throws Exception {
        JsonNode metadata =
                JSON.readTree(get("/.well-known/oauth-authorization-server").body());

        assertThat(metadata.path("issuer").textValue()).isEqualTo("https://q.example:8443");
        assertThat(metadata.path("token_endpoint").textValue()).isEqualTo("https://q.example:8443/oauth2/token");
        assertThat(metadata.path("jwks_uri").textValue()).isEqualTo("https://q.example:8443/oauth2/jwks");
        assertThat(metadata.path("grant_types_supported")).isEqualTo(JSON.readTree("[\"client_credentials\"]"));
        assertThat(metadata.path("token_endpoint_auth_methods_supported"))
                .isEqualTo(JSON.readTree("[\"client_secret_basic\",\"client_secret_post\"]"));
        assertThat(metadata.path("scopes_supported")).hasSize(Scope.values().length);
    }

    private static HttpResponse<String> post(String form, String authorization) throws Exception {
        HttpRequest.Builder request = request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
