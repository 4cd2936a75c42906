package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.Certificate;
import io.qkms.server.access.Caller;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.OpenSsl;
import io.qkms.testsupport.Result;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEachDatabase
class CrlHttpTest {
    private final StatusBed bed;
    private final StatusIssuer root;
    private final StatusIssuer issuer;
    private final StatusFeature node;
    private final FeatureFixture http;

    CrlHttpTest(TestDatabase testDatabase) {
        bed = new StatusBed(testDatabase);
        root = bed.authorities().root(Algorithm.ML_DSA_87);
        issuer = bed.authorities().below(root, Algorithm.ML_DSA_65);
        node = bed.node();
        http = new FeatureFixture(new Caller("client", "default", Set.of("crl:refresh")), node.routes());
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        bed.close();
    }

    @Test
    void servesTheDefaultIssuersListInDer() throws Exception {
        HttpResponse<byte[]> answer = http.get("/v1/crl");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/pkix-crl");
        assertThat(new X509CRLHolder(answer.body()).getIssuer().getEncoded())
                .isEqualTo(issuer.certificate().subject().encoded());
    }

    @Test
    void servesPem() throws Exception {
        HttpResponse<byte[]> answer = http.send(http.request(list(issuer)).header("Accept", "application/x-pem-file"));

        assertThat(header(answer, "Content-Type")).isEqualTo("application/x-pem-file");
        assertThat(new String(answer.body(), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN X509 CRL-----\n")
                .endsWith("-----END X509 CRL-----\n");
    }

    @Test
    void servesJson() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(http.send(http.request(list(issuer)).header("Accept", "application/json"))
                        .body());

        assertThat(json.get("crl_pem").asText()).startsWith("-----BEGIN X509 CRL-----\n");
        assertThat(json.get("number").asLong()).isEqualTo(1);
        assertThat(json.get("issuer_id").asText()).isEqualTo(issuer.id());
        assertThat(json.get("this_update").asText()).isEqualTo(bed.now().toString());
        assertThat(json.get("next_update").asText())
                .isEqualTo(bed.now().plus(TestAuthorities.CRL_PERIOD).toString());
        assertThat(json.get("delta").asBoolean()).isFalse();
        assertThat(json.get("base_number").isNull()).isTrue();
        assertThat(json.get("profile").isNull()).isTrue();
        assertThat(json.get("shard").isNull()).isTrue();
    }

    @Test
    void servesTheRootsListToo() throws Exception {
        X509CRLHolder list = new X509CRLHolder(http.get(list(root)).body());

        assertThat(list.getIssuer().getEncoded())
                .isEqualTo(root.certificate().subject().encoded());
    }

    @Test
    void doesNotFindTheListOfAnUnknownIssuer() throws Exception {
        HttpResponse<byte[]> answer = http.get("/v1/crl?issuer=ca_none");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new ObjectMapper().readTree(answer.body()).get("code").asInt())
                .isEqualTo(40401);
    }

    @Test
    void refusesParametersThatDoNotWorkYet() throws Exception {
        for (String parameter : new String[] {"partition=x", "profile=apisix-edge", "delta=true", "shard=1"}) {
            HttpResponse<byte[]> answer = http.get("/v1/crl?" + parameter);

            assertThat(answer.statusCode()).as(parameter).isEqualTo(400);
        }
    }

    @Test
    void letsCachesKeepItForAWhileAndAskAgain() throws Exception {
        HttpResponse<byte[]> answer = http.get(list(issuer));
        String etag = header(answer, "ETag");

        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        assertThat(header(answer, "Cache-Control")).startsWith("public, max-age=300,");
        assertThat(time(answer, "Last-Modified").toInstant()).isEqualTo(bed.now());
        assertThat(time(answer, "Expires").toInstant()).isEqualTo(bed.now().plus(TestAuthorities.CRL_PERIOD));
        assertThat(header(answer, "Vary")).contains("Accept");

        HttpResponse<byte[]> again =
                http.send(http.request(list(issuer)).header("If-None-Match", "\"other\", W/" + etag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(etag);

        HttpResponse<byte[]> since =
                http.send(http.request(list(issuer)).header("If-Modified-Since", header(answer, "Last-Modified")));
        assertThat(since.statusCode()).isEqualTo(304);
    }

    @Test
    void tellsRepresentationsApart() throws Exception {
        String der = header(http.get(list(issuer)), "ETag");

        HttpResponse<byte[]> pem = http.send(http.request(list(issuer))
                .header("Accept", "application/x-pem-file")
                .header("If-None-Match", der));

        assertThat(pem.statusCode()).isEqualTo(200);
    }

    @Test
    void letsNoCacheKeepItBeyondItsEnd() throws Exception {
        bed.pass(TestAuthorities.CRL_PERIOD.minusSeconds(90));

        assertThat(header(http.get(list(issuer)), "Cache-Control")).startsWith("public, max-age=90,");
    }

    @Test
    void changesWithARevocation() throws Exception {
        String before = header(http.get(list(issuer)), "ETag");
        bed.revoke(node, issuer, bed.authorities().leaf(issuer));

        HttpResponse<byte[]> answer = http.send(http.request(list(issuer)).header("If-None-Match", before));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new X509CRLHolder(answer.body()).getRevokedCertificates()).hasSize(1);
    }

    @Test
    void signsOneListAnewOnDemand() throws Exception {
        bed.pass(Duration.ofHours(1));

        HttpResponse<byte[]> answer = refresh("{\"issuer\":\"" + issuer.id() + "\"}");

        JsonNode items = new ObjectMapper().readTree(answer.body()).get("items");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(items).hasSize(1);
        assertThat(items.get(0).get("number").asLong()).isEqualTo(2);
        assertThat(items.get(0).has("crl_pem")).isFalse();
        assertThat(new X509CRLHolder(http.get(list(issuer)).body())
                        .getThisUpdate()
                        .toInstant())
                .isEqualTo(bed.now());
    }

    @Test
    void signsAllListsAnewOnDemand() throws Exception {
        JsonNode items = new ObjectMapper().readTree(refresh("").body()).get("items");

        assertThat(items.findValuesAsText("issuer_id")).contains(root.id(), issuer.id());
    }

    @Test
    void refusesToSignAnewForUnknownIssuers() throws Exception {
        assertThat(refresh("{\"issuer\":\"ca_none\"}").statusCode()).isEqualTo(404);
        assertThat(refresh("{\"isuer\":\"x\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void saysWhichSlotIsSealedWhenARootIsToSign() throws Exception {
        bed.authorities().seal(root);

        HttpResponse<byte[]> answer = refresh("{\"issuer\":\"" + root.id() + "\"}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("sealed", "root");
    }

    @Test
    void satisfiesOpenSslThatChecksTheWholeChain(@TempDir Path folder) throws Exception {
        OpenSsl openSsl = Judges.openSsl();
        Certificate good = bed.authorities().leaf(issuer);
        Certificate revoked = bed.authorities().leaf(issuer);
        bed.revoke(node, issuer, revoked);
        Path lists = folder.resolve("lists.pem");
        Files.write(lists, pem(issuer));
        Files.write(lists, pem(root), java.nio.file.StandardOpenOption.APPEND);

        Result accepted = verify(openSsl, folder, lists, good);
        Result refused = verify(openSsl, folder, lists, revoked);

        assertThat(accepted.ok()).as(accepted.toString()).isTrue();
        assertThat(refused.ok()).isFalse();
        assertThat(refused.toString()).contains("certificate revoked");
    }

    private Result verify(OpenSsl openSsl, Path folder, Path lists, Certificate certificate) throws Exception {
        Path anchor =
                Files.writeString(folder.resolve("root.pem"), root.certificate().pem());
        Path chain = Files.writeString(
                folder.resolve("issuer.pem"), issuer.certificate().pem());
        Path leaf = Files.writeString(folder.resolve("leaf.pem"), certificate.pem());
        return openSsl.run(
                "verify",
                "-CAfile",
                anchor.toString(),
                "-untrusted",
                chain.toString(),
                "-crl_check_all",
                "-CRLfile",
                lists.toString(),
                leaf.toString());
    }

    private HttpResponse<byte[]> refresh(String json) {
        return http.post("/v1/crl:refresh", json.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] pem(StatusIssuer of) throws Exception {
        return http.send(http.request(list(of)).header("Accept", "application/x-pem-file"))
                .body();
    }

    private static String list(StatusIssuer issuer) {
        return "/v1/crl?issuer=" + issuer.id();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static ZonedDateTime time(HttpResponse<?> answer, String name) {
        return ZonedDateTime.parse(header(answer, name), DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
