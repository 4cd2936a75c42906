package io.qkms.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.server.key.KeyFixture;
import io.qkms.testsupport.Mutator;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes in: never a 5xx, never a hang. A failure prints the seed that repeats it. */
class MutatedRequestsTest {
    private static final int MUTATIONS = 300;

    @TempDir
    private Path directory;

    private TokenBed bed;

    @BeforeEach
    void start() {
        bed = TokenBed.of(KeyFixture.in(directory));
        bed.http.create("JWT_SIGNING", "ML-DSA-44", ",'realm':'r'");
    }

    @AfterEach
    void close() {
        bed.close();
        bed.keys.database.close();
    }

    @Test
    void neverFailsOnMutatedKeyRequests() {
        mutate(
                "/v1/keys",
                "{\"usage\":\"JWT_SIGNING\",\"algorithm\":\"EC-P256\",\"exportable\":true,\"tags\":{\"env\":\"p\"},"
                        + "\"realm\":\"r\",\"issuer\":null,\"max_token_ttl\":\"P1D\"}");
    }

    @Test
    void neverFailsOnMutatedClaims() {
        mutate(
                "/v1/tokens/sign",
                "{\"realm\":\"r\",\"claims\":{\"sub\":\"a\",\"exp\":1795262500,\"n\":[1,2.5,null]},"
                        + "\"header\":{\"cty\":\"x\"}}");
    }

    @Test
    void neverFailsOnMutatedSigningInputs() {
        String kid = bed.http
                .get(200, "/v1/keys?realm=r")
                .path("items")
                .path(0)
                .path("versions")
                .path(0)
                .path("kid")
                .textValue();
        byte[] header = ("{\"alg\":\"ML-DSA-44\",\"kid\":\"" + kid + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] payload = "{\"exp\":1795262500}".getBytes(StandardCharsets.UTF_8);
        Mutator mutator = Mutator.seeded();
        mutator.mutations(header, MUTATIONS / 2)
                .forEach(mutation ->
                        accepts(mutation.toString(), "/v1/tokens/sign", signingInput(mutation.bytes(), payload)));
        mutator.mutations(payload, MUTATIONS / 2)
                .forEach(mutation ->
                        accepts(mutation.toString(), "/v1/tokens/sign", signingInput(header, mutation.bytes())));
    }

    @Test
    void neverFailsOnMutatedTokens() {
        String token = bed.http
                .post(200, "/v1/tokens/sign", "{'realm':'r','claims':{}}")
                .path("token")
                .textValue();
        mutate("/v1/tokens/verify", "{\"token\":\"" + token.substring(0, 400) + "\",\"leeway\":\"PT5S\"}");
    }

    private void mutate(String path, String body) {
        Mutator.seeded()
                .mutations(body.getBytes(StandardCharsets.UTF_8), MUTATIONS)
                .forEach(mutation -> accepts(mutation.toString(), path, mutation.bytes()));
    }

    private void accepts(String mutation, String path, byte[] body) {
        HttpResponse<byte[]> answer = bed.http.send(bed.http
                .request(path)
                .header("Authorization", "Bearer default")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).as(mutation).isLessThan(500);
    }

    private static byte[] signingInput(byte[] header, byte[] payload) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return ("{\"realm\":\"r\",\"signing_input\":\"" + encoder.encodeToString(header) + "."
                        + encoder.encodeToString(payload) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
