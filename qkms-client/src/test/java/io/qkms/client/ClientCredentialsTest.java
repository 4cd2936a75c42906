package io.qkms.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCredentialsTest {
    @TempDir
    Path folder;

    @Test
    void readsTheFileOfDevMode() throws IOException {
        Path file = Files.writeString(folder.resolve("dev-credentials.json"), """
                {"base_url":"http://127.0.0.1:8080","token_url":"http://127.0.0.1:8080/oauth2/token",
                 "api_url":"http://127.0.0.1:8081","client_id":"dev","client_secret":"s3cret","tenant":"default",
                 "appkey":"a","root_certificate":"PEM"}""");

        assertThat(ClientCredentials.read(file))
                .isEqualTo(new ClientCredentials(
                        URI.create("http://127.0.0.1:8081"),
                        URI.create("http://127.0.0.1:8080"),
                        URI.create("http://127.0.0.1:8080/oauth2/token"),
                        "dev",
                        "s3cret"));
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("dev-credentials.json"), "{\"api_url\":\"http://q\"}");

        assertThatIOException().isThrownBy(() -> ClientCredentials.read(file)).withMessageContaining("base_url");
    }
}
