package io.qkms.server.installation;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.qkms.server.access.Client;
import io.qkms.server.access.ClientSecret;
import io.qkms.server.access.Scope;
import io.qkms.server.access.Tenant;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;

/**
 * The credentials that dev mode hands out in {@code <data>/dev-credentials.json} (0600): a client that may do everything. Its
 * secret is made once and survives restarts; the rest of the file follows what the server now is.
 */
public final class DevCredentials {
    /** The id of dev mode's client. */
    public static final String CLIENT_ID = "dev";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String secret;

    private DevCredentials(Path file, String secret) {
        this.file = file;
        this.secret = secret;
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({
        "base_url",
        "token_url",
        "api_url",
        "client_id",
        "client_secret",
        "tenant",
        "appkey",
        "root_certificate"
    })
    private record Content(
            String baseUrl,
            String tokenUrl,
            String apiUrl,
            String clientId,
            String clientSecret,
            String tenant,
            String appkey,
            String rootCertificate) {}

    static Path file(Path dataDirectory) {
        return dataDirectory.resolve("dev-credentials.json");
    }

    /**
     * The credentials of this data directory, with the secret that is there, else a fresh one.
     *
     * @throws StartRefused if the file is not private or is not ours
     */
    public static DevCredentials of(Path dataDirectory, SecureRandom random) {
        Path file = file(dataDirectory);
        if (!Files.exists(file)) {
            return new DevCredentials(file, ClientSecret.generate(random));
        }
        String secret = secret(PrivateFile.read(file));
        if (secret.length() < ClientSecret.MIN_LENGTH) {
            throw new StartRefused(file + " holds no client_secret: remove it, and the next start makes it anew");
        }
        return new DevCredentials(file, secret);
    }

    private static String secret(byte[] json) {
        try {
            JsonNode content = JSON.readTree(json);
            return content.path("client_secret").asText();
        } catch (IOException e) {
            return "";
        }
    }

    /** The client of these credentials, with every scope. */
    public Client client() {
        return new Client(CLIENT_ID, Tenant.DEFAULT, ClientSecret.of(secret), EnumSet.allOf(Scope.class), null);
    }

    /** Where the file is. */
    public Path file() {
        return file;
    }

    /**
     * Writes the file.
     *
     * @param publicBaseUrl the public listener's base URL
     * @param apiBaseUrl the API's
     * @param rootCertificate PEM of the first root
     */
    public void write(URI publicBaseUrl, URI apiBaseUrl, Tenant tenant, String rootCertificate) {
        Content content = new Content(
                publicBaseUrl.toString(),
                apiBaseUrl + "/oauth2/token",
                apiBaseUrl.toString(),
                CLIENT_ID,
                secret,
                tenant.id(),
                tenant.appkey(),
                rootCertificate);
        PrivateFile.write(file, json(content));
    }

    private static byte[] json(Content content) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings turn into JSON", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "DevCredentials[" + file + "]";
    }
}
