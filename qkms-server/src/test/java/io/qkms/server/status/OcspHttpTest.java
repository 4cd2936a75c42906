package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.status.CertificateId;
import io.qkms.core.x509.Certificate;
import io.qkms.server.access.Caller;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import io.qkms.testsupport.OpenSsl;
import io.qkms.testsupport.Result;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class OcspHttpTest {
    private static final int SUCCESSFUL = 0;
    private static final int MALFORMED_REQUEST = 1;

    private final StatusBed bed;
    private final StatusIssuer root;
    private final StatusIssuer issuer;
    private final StatusFeature node;
    private final FeatureFixture http;
    private final Certificate certificate;

    @TempDir
    private Path folder;

    OcspHttpTest(TestDatabase testDatabase) {
        bed = new StatusBed(testDatabase);
        root = bed.authorities().root(Algorithm.ML_DSA_87);
        issuer = bed.authorities().below(root, Algorithm.ML_DSA_65);
        node = bed.node();
        http = new FeatureFixture(new Caller("client", "default", Set.of()), node.routes());
        certificate = bed.authorities().leaf(issuer);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        bed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-no_nonce", "-nonce"})
    void satisfiesOpenSslByPost(String nonce) throws Exception {
        Result good = openSslAsks(nonce);
        bed.revoke(node, issuer, certificate);
        Result revoked = openSslAsks(nonce);

        assertThat(good.toString())
                .contains("Response verify OK", "leaf.pem: good")
                .doesNotContain("WARNING");
        assertThat(revoked.toString())
                .contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise")
                .doesNotContain("WARNING");
    }

    @Test
    void satisfiesOpenSslAboutAnIntermediate() throws Exception {
        Path anchor =
                Files.writeString(folder.resolve("root.pem"), root.certificate().pem());
        Path asked = Files.writeString(
                folder.resolve("issuer.pem"), issuer.certificate().pem());

        Result good = Judges.openSsl()
                .run(
                        "ocsp",
                        "-url",
                        http.request("/v1/ocsp").build().uri().toString(),
                        "-issuer",
                        anchor.toString(),
                        "-cert",
                        asked.toString(),
                        "-CAfile",
                        anchor.toString());

        assertThat(good.toString()).contains("Response verify OK", "issuer.pem: good");
    }

    @Test
    void satisfiesOpenSslByGet() throws Exception {
        OpenSsl openSsl = Judges.openSsl();
        Path request = folder.resolve("request.der");
        Path response = folder.resolve("response.der");
        Files.writeString(folder.resolve("issuer.pem"), issuer.certificate().pem());
        Files.writeString(folder.resolve("root.pem"), root.certificate().pem());
        Files.writeString(folder.resolve("leaf.pem"), certificate.pem());
        Result asked = openSsl.run(
                "ocsp",
                "-issuer",
                file("issuer.pem"),
                "-cert",
                file("leaf.pem"),
                "-no_nonce",
                "-reqout",
                request.toString());
        assertThat(asked.ok()).as(asked.toString()).isTrue();

        String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(request));
        Files.write(response, http.get("/v1/ocsp/" + base64).body());

        Result judged = openSsl.run(
                "ocsp",
                "-respin",
                response.toString(),
                "-issuer",
                file("issuer.pem"),
                "-cert",
                file("leaf.pem"),
                "-CAfile",
                file("root.pem"));
        assertThat(judged.toString()).contains("Response verify OK", "leaf.pem: good");
    }

    @Test
    void takesEveryFormOfBase64InThePath() throws Exception {
        byte[] request = requestWithEverySpecialDigit();
        String base64 = Base64.getEncoder().encodeToString(request);
        assertThat(base64).contains("+", "/", "//", "=");
        List<String> forms = List.of(
                base64,
                "/" + base64,
                base64.replace("=", ""),
                Base64.getUrlEncoder().encodeToString(request),
                Base64.getUrlEncoder().withoutPadding().encodeToString(request),
                URLEncoder.encode(base64, StandardCharsets.UTF_8),
                base64.replace("/", "%2f").replace("+", "%2b"),
                base64.substring(0, 64) + "%0A" + base64.substring(64));

        for (String form : forms) {
            HttpResponse<byte[]> answer = http.get("/v1/ocsp/" + form);

            assertThat(answer.statusCode()).as(form).isEqualTo(200);
            assertThat(status(answer)).as(form).isEqualTo(SUCCESSFUL);
        }
    }

    @Test
    void givesCachesWhatTheyNeed() throws Exception {
        HttpResponse<byte[]> answer = http.get(path(request(certificate)));

        assertThat(header(answer, "Content-Type")).isEqualTo("application/ocsp-response");
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=7200, no-transform, must-revalidate");
        assertThat(time(answer, "Last-Modified").toInstant()).isEqualTo(bed.now());
        assertThat(time(answer, "Expires").toInstant()).isEqualTo(bed.now().plus(Duration.ofHours(4)));

        HttpResponse<byte[]> again =
                http.send(http.request(path(request(certificate))).header("If-None-Match", header(answer, "ETag")));
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void givesCachesTheRestOfThePeriodOnly() throws Exception {
        http.get(path(request(certificate)));
        bed.pass(Duration.ofMinutes(90));

        assertThat(header(http.get(path(request(certificate))), "Cache-Control"))
                .startsWith("public, max-age=1800,");
    }

    @Test
    void forbidsCachesToKeepWhatIsNotForEverybody() throws Exception {
        byte[] withNonce = new OCSPReqBuilder()
                .addRequest(id(certificate))
                .setRequestExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(new byte[32]).getEncoded())))
                .build()
                .getEncoded();

        assertThat(header(post(withNonce), "Cache-Control")).isEqualTo("no-store");
        assertThat(header(http.get(path(withNonce)), "Cache-Control")).isEqualTo("no-store");
        assertThat(header(post(new byte[] {1}), "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void answersAPostWhateverTheClientHasAlready() throws Exception {
        String etag = header(post(request(certificate)), "ETag");

        HttpResponse<byte[]> again = http.send(http.request("/v1/ocsp")
                .header("Content-Type", "application/ocsp-request")
                .header("If-None-Match", etag)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request(certificate))));

        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void saysRevokedTheMomentAfterTheRevocationHasAnswered() throws Exception {
        http.get(path(request(certificate)));
        post(request(certificate));

        bed.revoke(node, issuer, certificate);

        assertThat(basic(http.get(path(request(certificate)))).getResponses()[0].getCertStatus())
                .isInstanceOf(RevokedStatus.class);
        assertThat(basic(post(request(certificate))).getResponses()[0].getCertStatus())
                .isInstanceOf(RevokedStatus.class);
    }

    @Test
    void saysMalformedRequestOfWhateverDoesNotParse() throws Exception {
        byte[] good = request(certificate);
        byte[] trailing = Arrays.copyOf(good, good.length + 1);

        assertMalformed(post(new byte[0]));
        assertMalformed(post(trailing));
        assertMalformed(post(Base64.getEncoder().encode(good)));
        assertMalformed(http.get("/v1/ocsp/"));
        assertMalformed(http.get("/v1/ocsp/AAAA"));
        assertMalformed(http.get("/v1/ocsp/not*base64"));
        assertMalformed(http.get(path(trailing)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "%0", "MA%zz", "%00", "M%00", "%ff%fe", "%ED%A0%80", "%2525", "\u00e9"})
    void saysMalformedRequestOfAPathThatIsNoBase64(String path) throws Exception {
        String answer = rawGet("/v1/ocsp/" + path);

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-type: application/ocsp-response")
                .endsWith("\r\n\r\n0\u0003\n\u0001\u0001");
    }

    /** As no client library would send it. */
    private String rawGet(String path) throws IOException {
        int port = http.request("/").build().uri().getPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void refusesOtherMediaTypesAndSizesAsTheContractSays() throws Exception {
        assertThat(http.send(http.request("/v1/ocsp")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(post(new byte[(64 << 10) + 1]).statusCode()).isEqualTo(413);
    }

    @Test
    void answersEveryMutatedRequestWithHttp200() throws Exception {
        for (Mutation mutation :
                Mutator.seeded().mutations(request(certificate), 300).toList()) {
            HttpResponse<byte[]> answer = post(mutation.bytes());

            assertThat(answer.statusCode()).as(mutation.toString()).isEqualTo(200);
            assertThat(status(answer)).as(mutation.toString()).isIn(0, 1, 6);
        }
    }

    private Result openSslAsks(String nonce) throws IOException {
        Files.writeString(folder.resolve("issuer.pem"), issuer.certificate().pem());
        Files.writeString(folder.resolve("root.pem"), root.certificate().pem());
        Files.writeString(folder.resolve("leaf.pem"), certificate.pem());
        return Judges.openSsl()
                .run(
                        "ocsp",
                        nonce,
                        "-url",
                        http.request("/v1/ocsp").build().uri().toString(),
                        "-issuer",
                        file("issuer.pem"),
                        "-cert",
                        file("leaf.pem"),
                        "-CAfile",
                        file("root.pem"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Whatever the certificate's own serial number is, a second question brings in the digits that need care. */
    private byte[] requestWithEverySpecialDigit() throws Exception {
        CertID model = CertID.getInstance(id(certificate).toASN1Primitive());
        for (String odd : List.of("", "01", "0101", "010101", "01010101", "0101010101")) {
            BigInteger serial = new BigInteger("7FFFFFFFFFFF" + "FBEFBE".repeat(2) + "EFBEFB".repeat(2) + odd, 16);
            CertID other = new CertID(
                    model.getHashAlgorithm(),
                    model.getIssuerNameHash(),
                    model.getIssuerKeyHash(),
                    new ASN1Integer(serial));
            byte[] request = new OCSPReqBuilder()
                    .addRequest(id(certificate))
                    .addRequest(new CertificateID(other))
                    .build()
                    .getEncoded();
            String base64 = Base64.getEncoder().encodeToString(request);
            if (base64.contains("+") && base64.contains("//") && base64.endsWith("=")) {
                return request;
            }
        }
        throw new AssertionError("no such request");
    }

    private byte[] request(Certificate about) throws Exception {
        return new OCSPReqBuilder().addRequest(id(about)).build().getEncoded();
    }

    private CertificateID id(Certificate about) {
        return new CertificateID(
                CertID.getInstance(CertificateId.of(CertificateId.Hash.SHA_1, issuer.certificate(), about.serial())
                        .encoded()));
    }

    private static String path(byte[] request) {
        return "/v1/ocsp/" + Base64.getEncoder().encodeToString(request);
    }

    private HttpResponse<byte[]> post(byte[] request) {
        return http.send(http.request("/v1/ocsp")
                .header("Content-Type", "application/ocsp-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request)));
    }

    private static void assertMalformed(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(status(answer)).isEqualTo(MALFORMED_REQUEST);
    }

    private static int status(HttpResponse<byte[]> answer) throws IOException {
        return new OCSPResp(answer.body()).getStatus();
    }

    private static BasicOCSPResp basic(HttpResponse<byte[]> answer) throws Exception {
        return (BasicOCSPResp) new OCSPResp(answer.body()).getResponseObject();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static ZonedDateTime time(HttpResponse<?> answer, String name) {
        return ZonedDateTime.parse(header(answer, name), DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
