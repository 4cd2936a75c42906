package io.qkms.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Pem;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.testsupport.ServerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/** What the benchmark asks of a running server. Each method makes what it needs first and then measures. */
final class Workloads {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int WORKERS = 16;

    private final Vertx vertx;
    private final HttpLoad http;
    private final Duration time;

    Workloads(Vertx vertx, ServerProcess server, Duration time) {
        this.vertx = vertx;
        this.time = time;
        http = new HttpLoad(vertx, server.baseUrl(), 64);
        JsonNode credentials = read(server);
        http.authenticate(
                credentials.get("client_id").asText(),
                credentials.get("client_secret").asText());
    }

    private static JsonNode read(ServerProcess server) {
        try {
            return JSON.readTree(server.credentials().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code POST /v1/tokens/sign} with ML-DSA-65, each token another subject. */
    Load.Measured signTokens() {
        makeRealm("bench");
        AtomicLong subject = new AtomicLong();
        return Load.measure(
                vertx,
                WORKERS,
                time,
                worker -> http.post(
                        "/v1/tokens/sign",
                        "{\"realm\":\"bench\",\"claims\":{\"sub\":\"user-" + subject.incrementAndGet()
                                + "\",\"aud\":\"orders\",\"scope\":\"read write\"}}",
                        200));
    }

    /** {@code POST /v1/csr} and {@code POST /v1/certificates/issue}: one issuance is both. */
    Load.Measured issue() {
        InProcess engine = new InProcess();
        List<String> requests = IntStream.range(0, WORKERS)
                .mapToObj(worker -> csrBody(engine, "w" + worker + ".example.q"))
                .toList();
        return Load.measure(vertx, WORKERS, time, worker -> issueOne(requests.get(worker)));
    }

    private Future<?> issueOne(String csrBody) {
        return http.post("/v1/csr", csrBody, 201)
                .compose(csr -> http.post(
                        "/v1/certificates/issue",
                        "{\"csr_id\":\"" + HttpLoad.json(csr).get("id").asText() + "\"}",
                        201));
    }

    /** {@code GET /v1/ocsp/…} for one certificate without a nonce: what relying parties send again and again. */
    Load.Measured ocspGet() {
        JsonNode issued = HttpLoad.json(http.post("/v1/csr", csrBody(new InProcess(), "ocsp.example.q"), 201)
                .compose(csr -> http.post(
                        "/v1/certificates/issue",
                        "{\"csr_id\":\"" + HttpLoad.json(csr).get("id").asText() + "\"}",
                        201))
                .await());
        String path = "/v1/ocsp/" + ocspRequest(issued);
        return Load.measure(vertx, 64, time, worker -> http.get(path));
    }

    /** {@code GET /v1/jwks/{realm}}. */
    Load.Measured jwksGet() {
        makeRealm("bench-jwks");
        return Load.measure(vertx, 64, time, worker -> http.get("/v1/jwks/bench-jwks"));
    }

    private void makeRealm(String realm) {
        http.post(
                        "/v1/keys",
                        "{\"usage\":\"JWT_SIGNING\",\"algorithm\":\"ML-DSA-65\",\"exportable\":false,\"tags\":{},\"realm\":\""
                                + realm + "\"}",
                        201)
                .await();
    }

    private static String csrBody(InProcess engine, String name) {
        Signer signer = engine.newSigner("key_" + name, Algorithm.ML_DSA_65);
        byte[] csr = CertificationRequest.create(
                signer,
                DistinguishedName.parse("subject", "CN=" + name),
                List.of(SubjectAlternativeName.parse("subject_alt_names[0]", name)));
        return JSON.valueToTree(Map.of(
                        "csr", Pem.encode("CERTIFICATE REQUEST", csr),
                        "profile", "apisix-edge",
                        "subject_alt_names", List.of(name)))
                .toString();
    }

    private static String ocspRequest(JsonNode issued) {
        try {
            X509CertificateHolder leaf = holder(issued.get("certificate").asText());
            X509CertificateHolder issuer = holder(issued.get("chain").get(0).asText());
            BigInteger serial = leaf.getSerialNumber();
            CertificateID id = new CertificateID(
                    new BcDigestCalculatorProvider().get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)),
                    issuer,
                    serial);
            byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(request)
                    .replace("+", "%2B")
                    .replace("=", "%3D");
        } catch (Exception e) {
            throw new IllegalStateException("the issued certificate cannot be asked about", e);
        }
    }

    private static X509CertificateHolder holder(String pem) throws IOException {
        String base64 = pem.replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
        return new X509CertificateHolder(Base64.getDecoder().decode(base64));
    }
}
