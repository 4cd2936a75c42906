package io.qkms.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.server.http.ContractClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server as a whole. */
@OnEachServer
class ServerIT {
    private final RunningServer server;

    ServerIT(RunningServer server) {
        this.server = server;
    }

    @Test
    void isReadyWhenItHasStarted() {
        assertThat(server.anonymous()
                        .get("/health/ready")
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("UP");
    }

    @Test
    void beginsWithTwoHierarchies() {
        ContractClient client = server.client();

        assertThat(client.get("/v1/ca/roots").expect(200).json().path("items").size())
                .isEqualTo(2);
        // Other tests make further ones on the same server.
        assertThat(client.get("/v1/ca/intermediates").expect(200).json().findValuesAsText("name"))
                .startsWith("edge", "internal", "edge-classical", "internal-classical");
    }

    @Test
    void leadsFromAKeyToACertificateAndItsRevocation() {
        ContractClient client = server.client();
        String key = client.post("/v1/keys", """
                        {"usage":"TLS_SERVER","algorithm":"CRYSTALS-DILITHIUM-3","exportable":false,"tags":{"service":"apisix","env":"prod"}}""").expect(201).json().path("id").asText();
        String csr = client.post("/v1/keys/" + key + ":csr", """
                        {"subject":"CN=gateway.q","subject_alt_names":["gateway.q","10.0.0.5"]}""")
                .expect(200)
                .json()
                .path("csr")
                .asText();
        String csrId = client.post("/v1/csr", Map.of("csr", csr, "profile", "apisix-edge"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String serial = client.post("/v1/certificates/issue", Map.of("csr_id", csrId))
                .expect(201)
                .json()
                .path("serial")
                .asText();

        client.post("/v1/certificates/" + serial + ":revoke", "{\"reason\":\"keyCompromise\"}")
                .expect(200);

        assertThat(client.get("/v1/certificates/" + serial)
                        .expect(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("REVOKED");
    }

    @Test
    void signsATokenThatItsKeySetVerifies() {
        ContractClient client = server.client();
        client.post("/v1/keys", """
                        {"usage":"JWT_SIGNING","algorithm":"ML-DSA-65","exportable":false,"tags":{},"realm":"platform"}""").expect(201);

        var signed = client.post("/v1/tokens/sign", """
                        {"realm":"platform","claims":{"sub":"alice"}}""").expect(200).json();

        assertThat(server.anonymous()
                        .get("/v1/jwks/platform")
                        .expect(200)
                        .json()
                        .findValuesAsText("kid"))
                .contains(signed.path("kid").asText());
        assertThat(client.post(
                                "/v1/tokens/verify",
                                Map.of("token", signed.path("token").asText()))
                        .expect(200)
                        .json()
                        .path("valid")
                        .asBoolean())
                .isTrue();
    }
}
