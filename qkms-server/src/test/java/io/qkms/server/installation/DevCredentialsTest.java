package io.qkms.server.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.server.access.Scope;
import io.qkms.server.access.Tenant;
import io.qkms.server.config.ConfigurationReader;
import io.qkms.server.config.QkmsConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCredentialsTest {
    private static final URI BASE = URI.create("http://127.0.0.1:8080");
    private static final Tenant TENANT = new Tenant("default", "default", "0123");

    @TempDir
    Path directory;

    @Test
    void theFileHasTheContractsFieldsInItsOrder() throws IOException {
        write(BASE);

        JsonNode json = json();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "base_url",
                        "token_url",
                        "api_url",
                        "client_id",
                        "client_secret",
                        "tenant",
                        "appkey",
                        "root_certificate");
        assertThat(json.path("base_url").textValue()).isEqualTo("http://127.0.0.1:8080");
        assertThat(json.path("token_url").textValue()).isEqualTo("http://127.0.0.1:8080/oauth2/token");
        assertThat(json.path("tenant").textValue()).isEqualTo("default");
        assertThat(json.path("appkey").textValue()).isEqualTo("0123");
        assertThat(json.path("root_certificate").textValue()).isEqualTo("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void theClientHasTheSecretOfTheFileAndEveryScope() throws IOException {
        DevCredentials credentials = write(BASE);

        String secret = json().path("client_secret").textValue();
        assertThat(secret).hasSize(43);
        assertThat(credentials.client().secret().matches(secret)).isTrue();
        assertThat(credentials.client().scopes()).containsExactlyInAnyOrder(Scope.values());
    }

    @Test
    void theSecretSurvivesARestartOnAnotherPort() throws IOException {
        write(BASE);
        String secret = json().path("client_secret").textValue();

        write(URI.create("http://127.0.0.1:9090"));

        assertThat(json().path("client_secret").textValue()).isEqualTo(secret);
        assertThat(json().path("base_url").textValue()).isEqualTo("http://127.0.0.1:9090");
    }

    @Test
    void twoInstallationsHaveDifferentSecrets() throws IOException {
        write(BASE);
        String first = json().path("client_secret").textValue();
        Files.delete(DevCredentials.file(directory));
        write(BASE);

        assertThat(json().path("client_secret").textValue()).isNotEqualTo(first);
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        write(BASE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(DevCredentials.file(directory))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsNotOursIsRefusedAndNotOverwritten() throws IOException {
        Path file = Files.writeString(DevCredentials.file(directory), "{\"client_secret\": 1}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> DevCredentials.of(directory, new SecureRandom()))
                .isInstanceOf(StartRefused.class);
        assertThat(file).hasContent("{\"client_secret\": 1}");
    }

    @Test
    void outsideOfDevModeADirectoryWithDevCredentialsIsRefused() {
        write(BASE);

        assertThatThrownBy(() -> Installation.check(configuration(false)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("--dev");
        assertThatCode(() -> Installation.check(configuration(true))).doesNotThrowAnyException();
    }

    private QkmsConfiguration configuration(boolean devMode) {
        return ConfigurationReader.read(devMode, Map.of("data.dir", directory.toString()), Map.of(), null);
    }

    private DevCredentials write(URI base) {
        DevCredentials credentials = DevCredentials.of(directory, new SecureRandom());
        credentials.write(base, base, TENANT, "-----BEGIN CERTIFICATE-----");
        return credentials;
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(Files.readAllBytes(DevCredentials.file(directory)));
    }
}
