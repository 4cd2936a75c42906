package io.qkms.server.certificate;

import static io.qkms.server.certificate.Certification.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.Certificate;
import io.qkms.server.csr.Submissions;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates as callers see them; every answer is held to the contract. */
@OnEachDatabase
class CertificatesOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Certification certification;
    private final FeatureFixture http;

    CertificatesOverHttpTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
        http = new FeatureFixture(CALLER, new CertificateRoutes(certification.certificates, certification.revocations));
    }

    @AfterEach
    void close() {
        http.close();
        certification.close();
    }

    @Test
    void issuesWith201AndExactlyFiveFields() throws IOException {
        HttpResponse<byte[]> answer = issue(submit());

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode issued = JSON.readTree(answer.body());
        assertThat(issued.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("serial", "certificate", "chain", "status", "expires_at");
        Certificate leaf =
                Certificate.parse("certificate", issued.get("certificate").asText());
        assertThat(issued.get("serial").asText()).isEqualTo(leaf.serial().toString());
        assertThat(issued.get("expires_at").asText()).isEqualTo(leaf.notAfter().toString());
        assertThat(issued.get("status").asText()).isEqualTo("ISSUED");
        assertThat(issued.get("chain")).hasSize(2);
    }

    @Test
    void refusesTheSecondIssuanceWith40901AndTheSerialNumber() throws IOException {
        String csrId = submit();
        String serial = JSON.readTree(issue(csrId).body()).get("serial").asText();

        HttpResponse<byte[]> second = issue(csrId);

        assertThat(second.statusCode()).isEqualTo(409);
        JsonNode refusal = JSON.readTree(second.body());
        assertThat(refusal.get("code").asInt()).isEqualTo(40901);
        assertThat(refusal.get("details"))
                .containsExactly(JSON.createObjectNode()
                        .put("field", "csr_id")
                        .put("rule", "already_issued")
                        .put("value", serial));
    }

    @Test
    void refusesARequestThatIsNotThereWith40401() throws IOException {
        assertRefused(404, 40401, issue("csr_none"));
    }

    @Test
    void showsACertificateAsJsonPemChainAndDer() throws IOException {
        JsonNode issued = JSON.readTree(issue(submit()).body());
        String path = "/v1/certificates/" + issued.get("serial").asText();
        String pem = issued.get("certificate").asText();

        JsonNode json = JSON.readTree(http.get(path).body());
        assertThat(json.get("certificate").asText()).isEqualTo(pem);
        assertThat(json.get("chain")).isEqualTo(issued.get("chain"));
        assertThat(json.get("subject_alt_names")).hasSize(2);
        assertThat(json.get("revocation").isNull()).isTrue();
        assertThat(json.has("published_at")).isFalse();

        assertThat(text(accepting(path, "application/x-pem-file"))).isEqualTo(pem);
        assertThat(text(accepting(path, "application/pem-certificate-chain")))
                .isEqualTo(pem + issued.get("chain").get(0).asText());
        assertThat(accepting(path, "application/pkix-cert").body())
                .isEqualTo(Certificate.parse("certificate", pem).encoded());
        assertThat(accepting(path, "text/html").statusCode()).isEqualTo(406);
    }

    @ParameterizedTest
    @CsvSource({"keyCompromise,keyCompromise", "1,keyCompromise", "0,unspecified", "6,certificateHold"})
    void revokesForAReasonByNameOrNumber(String asked, String reason) throws IOException {
        String serial = JSON.readTree(issue(submit()).body()).get("serial").asText();
        String value = Character.isDigit(asked.charAt(0)) ? asked : "\"" + asked + "\"";

        HttpResponse<byte[]> answer = revoke(serial, "{\"reason\":" + value + "}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode revoked = JSON.readTree(answer.body());
        assertThat(revoked.get("status").asText()).isEqualTo(reason.equals("certificateHold") ? "ON_HOLD" : "REVOKED");
        assertThat(revoked.get("revocation").get("reason").asText()).isEqualTo(reason);
        assertThat(revoked.get("visible_in_ocsp_at").isNull()).isFalse();
        assertThat(revoked.get("published_at").isNull()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reason\":7}",
                "{\"reason\":8}",
                "{\"reason\":10}",
                "{\"reason\":\"removeFromCRL\"}",
                "{\"reason\":\"aACompromise\"}",
                "{\"reason\":null}",
                "{\"reason\":1.5}",
                "{\"reason\":\"keyCompromise\",\"invalidity_date\":\"yesterday\"}",
                "{\"reason\":\"keyCompromise\",\"invalidity_date\":\"2126-01-01T00:00:00Z\"}",
                "{\"reason\":\"keyCompromise\",\"because\":\"x\"}"
            })
    void refusesOtherReasonsAndDatesWith40000(String body) throws IOException {
        String serial = JSON.readTree(issue(submit()).body()).get("serial").asText();

        assertRefused(400, 40000, revoke(serial, body));
    }

    @Test
    void renewsWith201() throws IOException {
        String serial = JSON.readTree(issue(submit()).body()).get("serial").asText();

        HttpResponse<byte[]> answer =
                http.post("/v1/certificates/" + serial + ":renew", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(answer.body()).get("serial").asText()).isNotEqualTo(serial);
    }

    @Test
    void listsWithFilters() throws IOException {
        String serial = JSON.readTree(issue(submit()).body()).get("serial").asText();
        issue(submit());

        String query = "/v1/certificates?limit=1&profile=apisix-edge&status=ISSUED&subject=CN%3Dgateway.q&san=10.0.0.5"
                + "&expires_before=2127-01-01T00:00:00Z";
        JsonNode page = JSON.readTree(http.get(query).body());
        JsonNode next = JSON.readTree(http.get(query + "&cursor="
                        + URLEncoder.encode(page.get("next_cursor").asText(), StandardCharsets.UTF_8))
                .body());

        assertThat(page.get("items")).hasSize(1);
        assertThat(next.get("items").get(0).get("serial").asText()).isEqualTo(serial);
        assertThat(next.get("items").get(0).has("certificate")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "cursor=x",
                "status=GONE",
                "expires_before=tomorrow",
                "san=a%20b",
                "subject=nonsense",
                "colour=red"
            })
    void refusesWrongFiltersWith40000(String query) throws IOException {
        assertRefused(400, 40000, http.get("/v1/certificates?" + query));
    }

    private String submit() {
        return Submissions.submit(
                certification.requests,
                CALLER,
                certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q", "10.0.0.5"),
                "apisix-edge");
    }

    private HttpResponse<byte[]> issue(String csrId) {
        return http.post("/v1/certificates/issue", ("{\"csr_id\":\"" + csrId + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> revoke(String serial, String body) {
        return http.post("/v1/certificates/" + serial + ":revoke", body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> accepting(String path, String mediaType) {
        return http.send(http.request(path).header("Accept", mediaType));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static void assertRefused(int status, int code, HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(code);
    }
}
