package io.qkms.server.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.server.access.Caller;
import io.qkms.server.http.FeatureFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProfileRoutesTest {
    private static final FeatureFixture HTTP = new FeatureFixture(
            new Caller("client", "default", Set.of("profile:read")), new ProfileRoutes(ProfileService.shipped()));

    @AfterAll
    static void close() {
        HTTP.close();
    }

    @Test
    void listsTheShippedProfilesByName() throws IOException {
        JsonNode page = json(HTTP.get("/v1/profiles"), 200);
        assertThat(page.path("items"))
                .extracting(profile -> profile.path("name").textValue())
                .containsExactly("apisix-edge", "internal-mtls", "keycloak-jwt");
        assertThat(page.path("next_cursor").isNull()).isTrue();
    }

    @Test
    void listsThemPageByPage() throws IOException {
        JsonNode first = json(HTTP.get("/v1/profiles?limit=2"), 200);
        assertThat(first.path("items")).hasSize(2);
        JsonNode second = json(
                HTTP.get("/v1/profiles?limit=2&cursor="
                        + first.path("next_cursor").textValue()),
                200);
        assertThat(second.path("items"))
                .extracting(profile -> profile.path("name").textValue())
                .containsExactly("keycloak-jwt");
        assertThat(second.path("next_cursor").isNull()).isTrue();
    }

    @Test
    void showsOneProfileInTheFieldsOfItsYaml() throws IOException {
        JsonNode edge = json(HTTP.get("/v1/profiles/apisix-edge"), 200);
        assertThat(edge.at("/issuer/classical").textValue()).isEqualTo("edge-classical");
        assertThat(edge.at("/validity/default").textValue()).isEqualTo("P90D");
        assertThat(edge.at("/key_usage/*/0").textValue()).isEqualTo("digitalSignature");
        assertThat(edge.at("/crl/delta_every").textValue()).isEqualTo("PT1H");
        assertThat(edge.path("extends").isNull()).isTrue();
    }

    @Test
    void knowsNoOther() throws IOException {
        JsonNode error = json(HTTP.get("/v1/profiles/mine"), 404);
        assertThat(error.path("code").intValue()).isEqualTo(40401);
        assertThat(error.at("/details/0/value").textValue()).isEqualTo("mine");
    }

    private static JsonNode json(HttpResponse<byte[]> answer, int status) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }
}
