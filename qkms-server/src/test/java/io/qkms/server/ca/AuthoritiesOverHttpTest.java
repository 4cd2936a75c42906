package io.qkms.server.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.core.x509.Certificate;
import io.qkms.server.access.Caller;
import io.qkms.server.certificate.Certification;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.profile.ProfileService;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorities as callers see them; every answer is held to the contract. */
@OnEachDatabase
class AuthoritiesOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REQUEST = """
            {"name":"%s","subject":"%s","algorithm":"%s","validity":"%s","path_length":0,"profiles":["%s"]}""";

    private final Certification certification;
    private final FeatureFixture http;

    AuthoritiesOverHttpTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
        List<String> profiles = ProfileService.shipped().all().stream()
                .map(profile -> profile.name())
                .toList();
        http = new FeatureFixture(
                new Caller("admin", "default", Set.of("ca:read", "ca:admin")),
                new CaRoutes(certification.authorities, profiles::contains));
    }

    @AfterEach
    void close() {
        http.close();
        certification.close();
    }

    @Test
    void listsIntermediatesWithTheirChains() throws IOException {
        JsonNode edge = JSON.readTree(http.get("/v1/ca/intermediates").body())
                .get("items")
                .get(0);

        assertThat(edge.get("name").asText()).isEqualTo("edge");
        assertThat(edge.get("algorithm").asText()).isEqualTo("ML-DSA-65");
        assertThat(edge.get("status").asText()).isEqualTo("ACTIVE");
        assertThat(edge.get("profiles").get(0).asText()).isEqualTo("apisix-edge");
        assertThat(edge.get("chain")).hasSize(1);
        assertThat(edge.get("crl_url").asText())
                .isEqualTo("http://pki.q:8080/v1/crl?issuer=" + edge.get("id").asText());
    }

    @Test
    void pagesThroughIntermediates() throws IOException {
        JsonNode first = JSON.readTree(http.get("/v1/ca/intermediates?limit=1").body());
        JsonNode second = JSON.readTree(http.get("/v1/ca/intermediates?limit=1&cursor="
                        + first.get("next_cursor").asText())
                .body());

        assertThat(first.get("items").get(0).get("name").asText()).isEqualTo("edge");
        assertThat(second.get("items").get(0).get("name").asText()).isEqualTo("internal");
    }

    @Test
    void showsOnlyTheStatesThatAreAskedFor() throws IOException {
        assertThat(JSON.readTree(http.get("/v1/ca/intermediates?status=RETIRED").body())
                        .get("items"))
                .isEmpty();
        assertThat(http.get("/v1/ca/intermediates?status=GONE").statusCode()).isEqualTo(400);
    }

    @Test
    void showsRootsWithoutProfiles() throws IOException {
        JsonNode first = JSON.readTree(http.get("/v1/ca/root").body());
        JsonNode all = JSON.readTree(http.get("/v1/ca/roots").body());

        assertThat(first.get("algorithm").asText()).isEqualTo("ML-DSA-87");
        assertThat(first.has("profiles")).isFalse();
        assertThat(first.get("chain")).isEmpty();
        assertThat(all.get("items")).hasSize(2);
        assertThat(all.get("items").get(0)).isEqualTo(first);
    }

    @Test
    void givesACertificateInDerOrPemToBeKept() throws IOException {
        JsonNode root = JSON.readTree(http.get("/v1/ca/root").body());
        String path = "/v1/ca/" + root.get("id").asText() + "/certificate";
        Certificate certificate =
                Certificate.parse("certificate", root.get("certificate").asText());

        HttpResponse<byte[]> der = http.get(path);
        HttpResponse<byte[]> pem = http.send(http.request(path).header("Accept", "application/x-pem-file"));

        assertThat(der.headers().firstValue("Content-Type")).hasValue("application/pkix-cert");
        assertThat(der.body()).isEqualTo(certificate.encoded());
        assertThat(der.headers().firstValue("Cache-Control")).isPresent();
        assertThat(new String(pem.body(), StandardCharsets.US_ASCII)).isEqualTo(certificate.pem());
        assertThat(pem.headers().firstValue("ETag")).isNotEqualTo(der.headers().firstValue("ETag"));
        assertThat(pem.headers().firstValue("Vary")).hasValue("Accept");
    }

    @Test
    void answers304WhereTheCertificateIsKnown() throws IOException {
        JsonNode root = JSON.readTree(http.get("/v1/ca/root").body());
        String path = "/v1/ca/" + root.get("id").asText() + "/certificate";
        String tag = http.get(path).headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> answer = http.send(http.request(path).header("If-None-Match", tag));

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("Vary")).hasValue("Accept");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void makesAnIntermediateWith201() throws IOException {
        HttpResponse<byte[]> answer = create("edge-2", "CN=Edge 2,O=Q", "ML-DSA-65", "P1825D", "apisix-edge");

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode made = JSON.readTree(answer.body());
        Certificate certificate =
                Certificate.parse("certificate", made.get("certificate").asText());
        assertThat(certificate.subject()).hasToString("CN=Edge 2,O=Q");
        assertThat(certificate.isCa()).isTrue();
        assertThat(JSON.readTree(http.get("/v1/ca/intermediates?limit=500").body())
                        .get("items"))
                .contains(made);
    }

    @ParameterizedTest
    @CsvSource({
        "edge, CN=Again, ML-DSA-65, P1825D, apisix-edge, 40902",
        "e1, CN=E, ML-DSA-65, P1825D, nonesuch, 40001",
        "e2, CN=E, ML-DSA-65, P9000D, apisix-edge, 40001",
        "e3, CN=E, ML-DSA-99, P1825D, apisix-edge, 40002",
        "e4, CN=E, ML-KEM-768, P1825D, apisix-edge, 40002",
        "e5, nonsense, ML-DSA-65, P1825D, apisix-edge, 40000",
        "e6, CN=E, ML-DSA-65, PT1S, apisix-edge, 40000",
        "e7, CN=E, ML-DSA-65, P999999D, apisix-edge, 40000",
    })
    void refusesWhatCannotBeMade(
            String name, String subject, String algorithm, String validity, String profile, int code)
            throws IOException {
        HttpResponse<byte[]> answer = create(name, subject, algorithm, validity, profile);

        assertThat(JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code / 100);
    }

    @Test
    void refusesASlotThatIsNotThere() throws IOException {
        HttpResponse<byte[]> answer = http.post("/v1/ca/intermediates", """
                {"name":"e8","subject":"CN=E","algorithm":"EC-P256","validity":"P1D","path_length":0,"profiles":[],
                "slot":"none"}""".getBytes(StandardCharsets.UTF_8));

        assertThat(JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(40000);
    }

    private HttpResponse<byte[]> create(
            String name, String subject, String algorithm, String validity, String profile) {
        return http.post(
                "/v1/ca/intermediates",
                REQUEST.formatted(name, subject, algorithm, validity, profile).getBytes(StandardCharsets.UTF_8));
    }
}
