package io.qkms.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who the caller is to it. {@link #toString()} does not show the secret.
 *
 * @param api where the calls go that need an access token, for example {@code https://q.example:8443}
 * @param publicApi where the calls go that need none: CRL, OCSP, key sets, CA certificates
 * @param tokenUrl the OAuth2 token endpoint
 * @param clientId the client's id
 * @param clientSecret the client's secret
 */
public record ClientCredentials(URI api, URI publicApi, URI tokenUrl, String clientId, String clientSecret) {

    /**
     * Reads a file as a server in dev mode writes it: {@code base_url}, {@code api_url}, {@code token_url},
     * {@code client_id}, {@code client_secret}.
     *
     * @throws IOException if it cannot be read or lacks one of them
     */
    public static ClientCredentials read(Path file) throws IOException {
        JsonNode json = Json.parse(Files.readAllBytes(file));
        return new ClientCredentials(
                URI.create(text(json, "api_url", file)),
                URI.create(text(json, "base_url", file)),
                URI.create(text(json, "token_url", file)),
                text(json, "client_id", file),
                text(json, "client_secret", file));
    }

    private static String text(JsonNode json, String name, Path file) throws IOException {
        @Nullable String value = json.path(name).textValue();
        if (value == null) {
            throw new IOException(file + " has no " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + " at " + api + ", secret not shown]";
    }
}
