package io.qkms.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.server.access.Client;
import io.qkms.server.access.Scope;
import io.qkms.server.config.ConfigurationException.Mistake;
import io.qkms.server.config.QkmsConfiguration.SlotSeal;
import io.qkms.server.store.DatabaseSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir
    Path directory;

    @Test
    void devModeNeedsNoConfigurationAtAll() {
        QkmsConfiguration configuration = ConfigurationReader.read(true, Map.of(), Map.of(), null);

        assertThat(configuration.devMode()).isTrue();
        assertThat(configuration.publicListener().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.publicListener().port()).isEqualTo(8080);
        assertThat(configuration.database()).isInstanceOf(DatabaseSettings.Embedded.class);
        assertThat(configuration.slots()).containsOnlyKeys("root", "ca", "default");
        assertThat(configuration.notices()).isEmpty();
    }

    @Test
    void bothBaseUrlsAreTheListenersOwnUnlessConfigured() {
        QkmsConfiguration configuration = ConfigurationReader.read(true, Map.of(), Map.of(), null);

        assertThat(configuration.publicBaseUrl(4711)).isEqualTo(URI.create("http://127.0.0.1:4711"));
        assertThat(configuration.apiBaseUrl(4711)).isEqualTo(URI.create("http://127.0.0.1:4711"));
    }

    @Test
    void aBaseUrlLosesTheSlashAtItsEnd() {
        QkmsConfiguration configuration = fromEnvironment(
                Map.of("QKMS_PUBLIC_BASE_URL", "http://pki.example.q/", "QKMS_API_BASE_URL", "https://q"));

        assertThat(configuration.publicBaseUrl(1)).isEqualTo(URI.create("http://pki.example.q"));
        assertThat(configuration.apiBaseUrl(1)).isEqualTo(URI.create("https://q"));
    }

    @Test
    void commandLineOverrulesEnvironmentOverrulesFile() throws IOException {
        Path file = file("public:\n  port: 1001\njwks:\n  max_age: PT1M\ndata:\n  dir: from-file\n");

        QkmsConfiguration configuration = ConfigurationReader.read(
                true,
                Map.of("public.port", "1003"),
                Map.of("QKMS_PUBLIC_PORT", "1002", "QKMS_DATA_DIR", "from-environment"),
                file);

        assertThat(configuration.publicListener().port()).isEqualTo(1003);
        assertThat(configuration.dataDirectory())
                .isEqualTo(Path.of("from-environment").toAbsolutePath());
        assertThat(configuration.jwksMaxAge()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void namesEveryMistakeAtOnceWithItsKeyItsValueAndWhatIsAllowed() throws IOException {
        Path file = file("public:\n  port: eighty\njwks:\n  max_age: 5 minutes\nlog:\n  level: LOUD\n");

        List<Mistake> mistakes = mistakes(Map.of("QKMS_API_BASE_URL", "ftp://q"), file);

        assertThat(mistakes)
                .containsExactlyInAnyOrder(
                        new Mistake("public.port", "eighty", "must be a whole number from 0 to 65535"),
                        new Mistake("jwks.max_age", "5 minutes", "must be an ISO 8601 duration from PT1S to PT24H"),
                        new Mistake("log.level", "LOUD", "must be one of ERROR, WARN, INFO, DEBUG, TRACE"),
                        new Mistake(
                                "api.base_url",
                                "ftp://q",
                                "must be a URL that begins with http:// or https://, without query or fragment"));
    }

    @Test
    void aMisspeltKeyOfTheFileIsAMistakeThatShowsItsNeighbours() throws IOException {
        List<Mistake> mistakes = mistakes(Map.of(), file("public:\n  prot: 9000\n"));

        assertThat(mistakes).singleElement().satisfies(mistake -> {
            assertThat(mistake.key()).isEqualTo("public.prot");
            assertThat(mistake.allowed()).contains("public.port", "public.base_url");
        });
    }

    @Test
    void aKeyGivenTwiceIsAMistake() throws IOException {
        assertThat(mistakes(Map.of(), file("public:\n  port: 1\npublic:\n  port: 2\n")))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.allowed()).contains("twice", "line 3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a\n- b\n", "just words", "public: [", "public: {port: 1"})
    void aFileThatIsNoMappingIsAMistake(String content) throws IOException {
        assertThat(mistakes(Map.of(), file(content)))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.key()).isEqualTo("--config"));
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        assertThat(mistakes(Map.of(), directory.resolve("missing.yaml")))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.value()).endsWith("missing.yaml"));
    }

    @Test
    void brokenYamlDoesNotShowTheLineThatMayHoldASecret() throws IOException {
        ConfigurationException refusal =
                refusal(Map.of(), file("database:\n  password: \"hunter2-hunter2\n  user: [\n"));

        assertThat(refusal).hasMessageContaining("line").hasMessageNotContaining("hunter2");
    }

    @Test
    void aVariableThatNoSettingHasIsReportedAndNothingMore() {
        QkmsConfiguration configuration = fromEnvironment(Map.of("QKMS_PUBLC_PORT", "1"));

        assertThat(configuration.notices()).singleElement().asString().contains("QKMS_PUBLC_PORT", "no effect");
    }

    @Test
    void anApiPortIsReportedAsUnusedWhileThereIsNoTlsListener() {
        QkmsConfiguration configuration = ConfigurationReader.read(true, Map.of("api.port", "8443"), Map.of(), null);

        assertThat(configuration.notices()).singleElement().asString().contains("api.port = 8443 is not used");
    }

    @Test
    void devModeServesOnLoopbackOnly() {
        assertThat(mistakes(Map.of("QKMS_PUBLIC_HOST", "0.0.0.0"), null))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.key()).isEqualTo("public.host"));
    }

    @Test
    void theDatabaseMayBeAPostgresqlWhosePasswordIsNeverPrinted() {
        QkmsConfiguration configuration = fromEnvironment(Map.of(
                "QKMS_DATABASE_URL", "jdbc:postgresql://db/qkms",
                "QKMS_DATABASE_USER", "qkms",
                "QKMS_DATABASE_PASSWORD", "s3cret-s3cret"));

        assertThat(configuration.database())
                .isEqualTo(new DatabaseSettings.PostgreSql("jdbc:postgresql://db/qkms", "qkms", "s3cret-s3cret", 16));
        assertThat(configuration.toString()).doesNotContain("s3cret");
    }

    @Test
    void aPasswordInTheDatabaseUrlIsRefusedUnprinted() {
        ConfigurationException refusal = refusal(
                Map.of("QKMS_DATABASE_URL", "jdbc:postgresql://db/qkms?password=hunter2", "QKMS_DATABASE_USER", "qkms"),
                null);

        assertThat(refusal).hasMessageContaining("database.password").hasMessageNotContaining("hunter2");
    }

    @Test
    void anotherDatabaseThanPostgresqlIsRefused() {
        assertThat(mistakes(Map.of("QKMS_DATABASE_URL", "jdbc:mysql://db/qkms", "QKMS_DATABASE_USER", "qkms"), null))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.key()).isEqualTo("database.url"));
    }

    @Test
    void aPostgresqlNeedsAUserAndAUserNeedsAPostgresql() {
        assertThat(mistakes(Map.of("QKMS_DATABASE_URL", "jdbc:postgresql://db/qkms"), null))
                .extracting(Mistake::key)
                .containsExactly("database.user");
        assertThat(mistakes(Map.of("QKMS_DATABASE_USER", "qkms"), null))
                .extracting(Mistake::key)
                .containsExactly("database.user");
    }

    @Test
    void clientsComeFromTheFile() throws IOException {
        Path file = file("""
                clients:
                  - client_id: keycloak
                    secret_sha256: %s
                    scopes: [token:sign, key:read]
                  - client_id: watcher
                    secret_sha256: %s
                    roles: [viewer]
                    token_lifetime: PT5M
                """.formatted(HASH, HASH));

        List<Client> clients =
                ConfigurationReader.read(true, Map.of(), Map.of(), file).oauth().clients();

        assertThat(clients).extracting(Client::clientId).containsExactly("keycloak", "watcher");
        assertThat(clients.get(0).scopes()).containsExactlyInAnyOrder(Scope.TOKEN_SIGN, Scope.KEY_READ);
        assertThat(clients.get(1).scopes())
                .containsExactlyInAnyOrder(Scope.CA_READ, Scope.CERT_READ, Scope.KEY_READ, Scope.PROFILE_READ);
        assertThat(clients.get(1).tokenLifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(clients.get(1).tenant()).isEqualTo("default");
    }

    @Test
    void aClientsSecretMayComeFromTheEnvironmentAndTheRestFromTheFile() throws IOException {
        Path file = file("clients:\n  - client_id: keycloak\n    scopes: token:sign\n");

        QkmsConfiguration configuration = ConfigurationReader.read(
                true, Map.of(), Map.of("QKMS_CLIENTS_0__SECRET", "0123456789abcdef01234567"), file);

        assertThat(configuration.oauth().clients())
                .singleElement()
                .satisfies(client -> assertThat(client.secret().matches("0123456789abcdef01234567"))
                        .isTrue());
    }

    @Test
    void aClientMayComeFromTheEnvironmentAlone() {
        QkmsConfiguration configuration = fromEnvironment(Map.of(
                "QKMS_CLIENTS_0__CLIENT_ID", "watcher",
                "QKMS_CLIENTS_0__SECRET_SHA256", HASH,
                "QKMS_CLIENTS_0__ROLES", "viewer,operator"));

        assertThat(configuration.oauth().clients()).extracting(Client::clientId).containsExactly("watcher");
        assertThat(configuration.notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CLIENT_ID, 'a b', clients[0].client_id",
        "CLIENT_ID, dev, clients[0].client_id",
        "SECRET_SHA256, abc, clients[0].secret_sha256",
        "SECRET, too-short, clients[0]",
        "SCOPES, key:creat, clients[0].scopes",
        "ROLES, root, clients[0].roles",
        "TENANT, system, clients[0].tenant",
        "TOKEN_LIFETIME, P30D, clients[0].token_lifetime",
    })
    void aClientWithAMistakeIsRefused(String field, String value, String key) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "QKMS_CLIENTS_0__CLIENT_ID", "watcher",
                "QKMS_CLIENTS_0__SECRET_SHA256", HASH,
                "QKMS_CLIENTS_0__SCOPES", "key:read"));
        environment.put("QKMS_CLIENTS_0__" + field, value);

        assertThat(mistakes(environment, null)).extracting(Mistake::key).containsExactly(key);
    }

    @Test
    void twoClientsOfOneNameAreRefused() throws IOException {
        Path file = file("""
                clients:
                  - {client_id: a, secret_sha256: %s, roles: viewer}
                  - {client_id: a, secret_sha256: %s, roles: admin}
                """.formatted(HASH, HASH));

        assertThat(mistakes(Map.of(), file)).extracting(Mistake::key).containsExactly("clients[1].client_id");
    }

    @Test
    void aClientWithoutSecretOrScopesIsRefusedForBoth() throws IOException {
        assertThat(mistakes(Map.of(), file("clients:\n  - client_id: a\n")))
                .extracting(Mistake::allowed)
                .containsExactlyInAnyOrder("must have scopes or roles", "must have either secret_sha256 or secret");
    }

    @Test
    void aSlotMayBeSealedByAPassphrase() {
        QkmsConfiguration configuration = fromEnvironment(Map.of(
                "QKMS_SLOTS_ROOT_SEAL", "passphrase",
                "QKMS_SLOTS_ROOT_PASSPHRASE", "correct horse battery"));

        assertThat(configuration.slots().get("root"))
                .isEqualTo(new SlotSeal.Passphrase(new Secret("correct horse battery")));
        assertThat(configuration.slots().get("ca")).isInstanceOf(SlotSeal.KeyFile.class);
        assertThat(configuration.toString()).doesNotContain("horse");
    }

    @Test
    void aShortPassphraseIsRefusedUnprinted() {
        ConfigurationException refusal =
                refusal(Map.of("QKMS_SLOTS_CA_SEAL", "passphrase", "QKMS_SLOTS_CA_PASSPHRASE", "tooshort"), null);

        assertThat(refusal).hasMessageContaining("slots.ca.passphrase").hasMessageNotContaining("tooshort");
    }

    @Test
    void aPassphraseThatWouldGoUnusedIsRefused() {
        assertThat(mistakes(Map.of("QKMS_SLOTS_CA_PASSPHRASE", "correct horse battery"), null))
                .extracting(Mistake::key)
                .containsExactly("slots.ca.passphrase");
    }

    @Test
    void anEmptyFileIsNoMistake() throws IOException {
        assertThat(ConfigurationReader.read(true, Map.of(), Map.of(), file("")).devMode())
                .isTrue();
    }

    private static QkmsConfiguration fromEnvironment(Map<String, String> environment) {
        return ConfigurationReader.read(true, Map.of(), environment, null);
    }

    private static List<Mistake> mistakes(Map<String, String> environment, Path file) {
        return refusal(environment, file).mistakes();
    }

    private static ConfigurationException refusal(Map<String, String> environment, Path file) {
        return catchThrowableOfType(
                ConfigurationException.class, () -> ConfigurationReader.read(true, Map.of(), environment, file));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("qkms.yaml"), content);
    }
}
