package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.server.RunningServer;
import io.qkms.server.Server;
import io.qkms.server.config.ConfigurationReader;
import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.http.ContractClient;
import io.qkms.server.installation.StartRefused;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials, clients and tokens of a server with a client of its own. */
class AccessIT {
    private static final String SECRET = "a-secret-of-a-watching-service";

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.onH2(Map.of(
                // Where callers reach it, whatever port it listens on: the issuer of its tokens.
                "api.base_url", "http://q.test",
                "clients[0].client_id", "watcher",
                "clients[0].secret", SECRET,
                "clients[0].roles", "viewer"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void devModesCredentialsOpenEverything() {
        JsonNode credentials = server.credentials();

        JsonNode tenant = server.client().get("/v1/tenants/self").expect(200).json();
        JsonNode root = server.client().get("/v1/ca/root").expect(200).json();

        assertThat(tenant.path("id")).isEqualTo(credentials.path("tenant"));
        assertThat(tenant.path("appkey")).isEqualTo(credentials.path("appkey"));
        assertThat(root.path("certificate")).isEqualTo(credentials.path("root_certificate"));
    }

    @Test
    void aConfiguredClientMayDoWhatItsRolePermitsAndNothingElse() {
        ContractClient watcher = ContractClient.of(server.baseUrl(), "watcher", SECRET, "");

        watcher.get("/v1/certificates").expect(200);
        watcher.post("/v1/keys", """
                {"usage":"TLS_SERVER","algorithm":"ML-DSA-65","exportable":false,"tags":{}}""").expectError(40301);
    }

    @Test
    void aClientIsGrantedNoScopeBeyondItsRole() {
        String basic = Base64.getEncoder().encodeToString(("watcher:" + SECRET).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = server.anonymous()
                .request("/oauth2/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=ca:read+key:create"));

        JsonNode refusal = server.anonymous().send(request).expect(400).json();

        assertThat(refusal.path("error").textValue()).isEqualTo("invalid_scope");
    }

    @Test
    void tokensAndCredentialsSurviveARestart() {
        JsonNode before = server.credentials();
        String token = token();

        server.restart();

        assertThat(server.credentials().path("client_secret")).isEqualTo(before.path("client_secret"));
        server.anonymous().withToken(token).get("/v1/tenants/self").expect(200);
    }

    @Test
    void theIssuerIsTheApisBaseUrlEverywhere() {
        JsonNode metadata = server.anonymous()
                .get("/.well-known/oauth-authorization-server")
                .expect(200)
                .json();
        String claims = new String(Base64.getUrlDecoder().decode(token().split("\\.", -1)[1]), StandardCharsets.UTF_8);

        assertThat(metadata.path("issuer").textValue()).isEqualTo("http://q.test");
        assertThat(claims).contains("\"iss\":\"http://q.test\"", "\"aud\":\"qkms\"");
    }

    @Test
    void outsideOfDevModeWhatDevModeMadeDoesNotStart(@TempDir Path copy) throws IOException {
        refusesToStart(server.data(), "dev mode made the data");

        copyOfDatabase(copy);
        refusesToStart(copy, "dev mode made this database");
    }

    private static void refusesToStart(Path data, String why) {
        Map<String, String> settings = new HashMap<>(Map.of("public.port", "0", "public.host", "127.0.0.1"));
        settings.put("data.dir", data.toString());
        QkmsConfiguration configuration = ConfigurationReader.read(false, settings, Map.of(), null);

        assertThatThrownBy(() -> Server.start(configuration, InstantSource.system()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(why);
    }

    /** The database as a crash would leave it. */
    private static Path copyOfDatabase(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(server.data())) {
            Path database = files.filter(file -> file.toString().endsWith(".mv.db"))
                    .findFirst()
                    .orElseThrow();
            return Files.copy(database, directory.resolve(database.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String token() {
        JsonNode credentials = server.credentials();
        String form = "grant_type=client_credentials&client_id="
                + credentials.path("client_id").textValue() + "&client_secret="
                + credentials.path("client_secret").textValue();
        HttpRequest.Builder request = server.anonymous()
                .request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return server.anonymous()
                .send(request)
                .expect(200)
                .json()
                .path("access_token")
                .textValue();
    }
}
