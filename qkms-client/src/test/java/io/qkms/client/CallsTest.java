package io.qkms.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.client.PlayedServer.Given;
import io.qkms.client.PlayedServer.Seen;
import io.qkms.client.model.CaStatus;
import io.qkms.client.model.Certificate;
import io.qkms.client.model.CertificateStatus;
import io.qkms.client.model.Csr;
import io.qkms.client.model.CsrStatus;
import io.qkms.client.model.Key;
import io.qkms.client.model.KeyState;
import io.qkms.client.model.NewCsr;
import io.qkms.client.model.NewIntermediate;
import io.qkms.client.model.NewKey;
import io.qkms.client.model.RevocationReason;
import io.qkms.client.model.SignedToken;
import io.qkms.client.model.TokenRequest;
import io.qkms.client.model.Usage;
import io.qkms.client.model.VersionState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each call sends what the contract takes and reads what the contract answers. */
class CallsTest {
    private static final String KEY = """
            {"id":"key_1","usage":"JWT_SIGNING","algorithm":"ML-DSA-65","requested_algorithm":"CRYSTALS-DILITHIUM-3",
             "hybrid_form":null,"experimental":false,"exportable":false,"tags":{"env":"prod"},"realm":"edge",
             "issuer":"https://q/realms/edge","default":true,"rotation":null,"next_rotation_at":null,
             "max_token_ttl":"P1D","state":"ACTIVE","active_version":2,"slot":"default",
             "created_at":"2026-06-01T12:00:00Z","versions":[
              {"version":1,"kid":"k1","state":"RETIRING","public_key":"PEM1","created_at":"2026-06-01T12:00:00Z",
               "activated_at":"2026-06-01T12:00:00Z","retires_at":"2026-06-03T12:00:00Z"},
              {"version":2,"kid":"k2","state":"ACTIVE","public_key":"PEM2","created_at":"2026-06-02T12:00:00Z",
               "activated_at":"2026-06-02T12:00:00Z","retires_at":null}]}""";
    private static final String CSR = """
            {"id":"csr_1","status":"APPROVED","profile":"apisix-edge","subject":"CN=gateway.q",
             "subject_alt_names":["gateway.q","10.0.0.5"],"algorithm":"ML-DSA-65","key_id":null,"serial":null,
             "created_at":"2026-06-01T12:00:00Z","expires_at":"2026-06-08T12:00:00Z"}""";
    private static final String CERTIFICATE_FIELDS = """
            "serial":"0x0A01","number":7,"repository":1,"issuer_id":"ca_1","profile":"apisix-edge",
            "subject":"CN=gateway.q","subject_alt_names":["gateway.q"],"algorithm":"ML-DSA-65","hybrid_form":null,
            "key_id":null,"csr_id":"csr_1","not_before":"2026-06-01T12:00:00Z","not_after":"2026-08-30T12:00:00Z",
            "expires_at":"2026-08-30T12:00:00Z","crl_url":"http://q/v1/crl?issuer=ca_1","delta_crl_url":null,
            "ocsp_url":"http://q/v1/ocsp",""";
    private static final String ISSUED = """
            {"serial":"0x0A01","certificate":"LEAF","chain":["CA","ROOT"],"status":"ISSUED",
             "expires_at":"2026-08-30T12:00:00Z"}""";
    private static final String CA_FIELDS = """
            "id":"ca_1","name":"edge","number":3,"repository":1,"subject":"CN=Edge","serial":"0x0B",
            "algorithm":"ML-DSA-65","hybrid_form":null,"status":"ACTIVE","not_before":"2026-06-01T12:00:00Z",
            "not_after":"2031-06-01T12:00:00Z","certificate":"PEM","chain":["ROOT"],"crl_url":null,"ocsp_url":null""";

    private final PlayedServer server = new PlayedServer().grantTokens(3600);
    private final QkmsClient client = QkmsClient.builder(server.credentials()).build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesAKey() throws IOException {
        server.answer("POST /v1/keys", Given.json(201, KEY));

        Key key = client.keys()
                .create(NewKey.forRealm("edge", "CRYSTALS-DILITHIUM-3")
                        .withTags(Map.of("env", "prod"))
                        .withMaxTokenTtl(Duration.ofHours(24)));

        sent("POST /v1/keys", """
                {"usage":"JWT_SIGNING","algorithm":"CRYSTALS-DILITHIUM-3","exportable":false,"tags":{"env":"prod"},
                 "realm":"edge","max_token_ttl":"PT24H"}""");
        assertThat(key.usage()).isEqualTo(Usage.JWT_SIGNING);
        assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(key.isDefault()).isTrue();
        assertThat(key.maxTokenTtl()).isEqualTo(Duration.ofDays(1));
        assertThat(key.active().orElseThrow().kid()).isEqualTo("k2");
        assertThat(key.versions().get(0).state()).isEqualTo(VersionState.RETIRING);
    }

    @Test
    void readsRotatesAndPrefersAKey() throws IOException {
        server.answer("GET /v1/keys/key_1", Given.json(200, KEY))
                .answer("POST /v1/keys/key_1:rotate", Given.json(200, KEY))
                .answer("POST /v1/keys/key_1:make-default", Given.json(200, KEY));

        assertThat(client.keys().get("key_1").id()).isEqualTo("key_1");
        assertThat(client.keys().rotate("key_1").activeVersion()).isEqualTo(2);
        assertThat(client.keys().makeDefault("key_1").isDefault()).isTrue();
        sent("POST /v1/keys/key_1:rotate", "{\"activate\":\"NOW\"}");
        sent("POST /v1/keys/key_1:make-default", "{}");
    }

    @Test
    void listsKeysPartByPart() {
        server.answer(
                "GET /v1/keys",
                Given.json(200, "{\"items\":[" + KEY + "],\"next_cursor\":\"c=1\"}"),
                Given.json(200, "{\"items\":[],\"next_cursor\":\"c2\"}"),
                Given.json(200, "{\"items\":[" + KEY + "],\"next_cursor\":null}"));

        assertThat(client.keys().all(Filter.by("tag.env", "prod").limit(1))).hasSize(2);
        assertThat(server.seen("GET /v1/keys"))
                .extracting(Seen::target)
                .containsExactly(
                        "/v1/keys?tag.env=prod&limit=1",
                        "/v1/keys?tag.env=prod&limit=1&cursor=c%3D1",
                        "/v1/keys?tag.env=prod&limit=1&cursor=c2");
    }

    @Test
    void getsARequestSignedByAKey() throws IOException {
        server.answer("POST /v1/keys/key_1:csr", Given.json(200, "{\"csr\":\"PEM\"}"));

        assertThat(client.keys().csr("key_1", "CN=gateway.q", List.of("gateway.q", "10.0.0.5")))
                .isEqualTo("PEM");
        sent("POST /v1/keys/key_1:csr", """
                {"subject":"CN=gateway.q","subject_alt_names":["gateway.q","10.0.0.5"]}""");
    }

    @Test
    void submitsARequest() throws IOException {
        server.answer("POST /v1/csr", Given.json(201, CSR)).answer("GET /v1/csr/csr_1", Given.json(200, CSR));

        Csr csr = client.csrs()
                .submit(NewCsr.ofPem("PEM", "apisix-edge")
                        .withSubjectAltNames(List.of("10.0.0.5"))
                        .withValidity(Duration.ofDays(30)));

        sent("POST /v1/csr", """
                {"csr":"PEM","profile":"apisix-edge","subject_alt_names":["10.0.0.5"],"validity":"PT720H"}""");
        assertThat(csr.status()).isEqualTo(CsrStatus.APPROVED);
        assertThat(client.csrs().get("csr_1")).isEqualTo(csr);
    }

    @Test
    void submitsAKeyThatQkmsHolds() throws IOException {
        server.answer("POST /v1/csr", Given.json(201, CSR));

        client.csrs().submit(NewCsr.ofKey("key_1", "CN=gateway.q", "apisix-edge", List.of("gateway.q")));

        sent("POST /v1/csr", """
                {"profile":"apisix-edge","subject_alt_names":["gateway.q"],"key_id":"key_1","subject":"CN=gateway.q"}""");
    }

    @Test
    void issuesAndRenews() throws IOException {
        server.answer("POST /v1/certificates/issue", Given.json(201, ISSUED))
                .answer("POST /v1/certificates/0x0A01:renew", Given.json(201, ISSUED));

        assertThat(client.certificates().issue("csr_1").chain()).containsExactly("CA", "ROOT");
        assertThat(client.certificates().renew("0x0A01").expiresAt()).isEqualTo(Instant.parse("2026-08-30T12:00:00Z"));
        sent("POST /v1/certificates/issue", "{\"csr_id\":\"csr_1\"}");
    }

    @Test
    void readsACertificateInEveryForm() {
        server.answer(
                "GET /v1/certificates/0x0A01",
                Given.json(
                        200,
                        "{" + CERTIFICATE_FIELDS
                                + "\"status\":\"ISSUED\",\"revocation\":null,\"certificate\":\"LEAF\",\"chain\":[\"CA\"]}"));

        Certificate certificate = client.certificates().get("0x0A01");
        client.certificates().pem("0x0A01");
        client.certificates().chainPem("0x0A01");
        client.certificates().der("0x0A01");

        assertThat(certificate.status()).isEqualTo(CertificateStatus.ISSUED);
        assertThat(certificate.number()).isEqualTo(7);
        assertThat(certificate.chain()).containsExactly("CA");
        assertThat(server.seen("GET /v1/certificates/0x0A01"))
                .extracting(request -> request.header("Accept"))
                .containsExactly(
                        "application/json",
                        "application/x-pem-file",
                        "application/pem-certificate-chain",
                        "application/pkix-cert");
    }

    @Test
    void listsCertificatesWithoutTheirBytes() {
        server.answer(
                "GET /v1/certificates",
                Given.json(
                        200,
                        "{\"items\":[{" + CERTIFICATE_FIELDS
                                + "\"status\":\"EXPIRED\",\"revocation\":null}],\"next_cursor\":null}"));

        List<Certificate> all = client.certificates()
                .all(Filter.by("expires_before", Instant.parse("2027-01-01T00:00:00Z")))
                .toList();

        assertThat(all.get(0).certificate()).isNull();
        assertThat(all.get(0).chain()).isEmpty();
        assertThat(server.seen("GET /v1/certificates").get(0).target())
                .isEqualTo("/v1/certificates?expires_before=2027-01-01T00%3A00%3A00Z");
    }

    @Test
    void revokes() throws IOException {
        server.answer(
                "POST /v1/certificates/0x0A01:revoke",
                Given.json(
                        200,
                        "{" + CERTIFICATE_FIELDS
                                + "\"status\":\"REVOKED\",\"revocation\":{\"reason\":\"keyCompromise\","
                                + "\"revoked_at\":\"2026-06-02T00:00:00Z\",\"invalidity_date\":null},"
                                + "\"certificate\":\"LEAF\",\"chain\":[],\"visible_in_ocsp_at\":\"2026-06-02T00:00:00Z\","
                                + "\"published_at\":\"2026-06-02T00:00:01Z\"}"));

        Certificate revoked = client.certificates()
                .revoke("0x0A01", RevocationReason.KEY_COMPROMISE, Instant.parse("2026-06-01T00:00:00Z"));

        sent("POST /v1/certificates/0x0A01:revoke", """
                {"reason":"keyCompromise","invalidity_date":"2026-06-01T00:00:00Z"}""");
        assertThat(revoked.revocation().reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(revoked.publishedAt()).isEqualTo(Instant.parse("2026-06-02T00:00:01Z"));
    }

    @Test
    void readsAndMakesAuthorities() throws IOException {
        server.answer(
                        "GET /v1/ca/intermediates",
                        Given.json(
                                200,
                                "{\"items\":[{" + CA_FIELDS
                                        + ",\"profiles\":[\"apisix-edge\"]}],\"next_cursor\":null}"))
                .answer("GET /v1/ca/roots", Given.json(200, "{\"items\":[{" + CA_FIELDS + "}],\"next_cursor\":null}"))
                .answer("GET /v1/ca/root", Given.json(200, "{" + CA_FIELDS + "}"))
                .answer("GET /v1/ca/ca_1/certificate", new Given(200, Map.of(), new byte[] {0x30}))
                .answer("POST /v1/ca/intermediates", Given.json(201, "{" + CA_FIELDS + ",\"profiles\":[]}"));

        assertThat(client.cas().intermediates().get(0).profiles()).containsExactly("apisix-edge");
        assertThat(client.cas().roots().get(0).profiles()).isEmpty();
        assertThat(client.cas().root().status()).isEqualTo(CaStatus.ACTIVE);
        assertThat(client.cas().certificate("ca_1")).containsExactly(0x30);
        client.cas()
                .createIntermediate(new NewIntermediate(
                        "edge-2", "CN=Edge 2", "ML-DSA-65", Duration.ofDays(1), 0, List.of("apisix-edge"), null));
        sent("POST /v1/ca/intermediates", """
                {"name":"edge-2","subject":"CN=Edge 2","algorithm":"ML-DSA-65","validity":"PT24H","path_length":0,
                 "profiles":["apisix-edge"]}""");
    }

    @Test
    void signsATokenInEveryWay() throws IOException {
        server.answer(
                "POST /v1/tokens/sign",
                Given.json(
                        200,
                        "{\"token\":\"h.p.s\",\"kid\":\"k1\",\"alg\":\"ML-DSA-65\",\"expires_at\":\"2026-06-01T12:05:00Z\","
                                + "\"signature\":\"s\"}"));

        SignedToken token = client.tokens()
                .sign(TokenRequest.forRealm("edge", Map.of("sub", "gateway"))
                        .withTtl(Duration.ofMinutes(5))
                        .withHeader(Map.of("typ", "at+jwt"))
                        .withAlgorithm("ML-DSA-65"));
        client.tokens().sign(TokenRequest.forKey("key_1", Map.of()));
        client.tokens().sign(TokenRequest.jws("key_1", new byte[] {(byte) 0xfb}));
        client.tokens().sign(TokenRequest.signingInput("edge", "h.p"));

        assertThat(token.token()).isEqualTo("h.p.s");
        assertThat(token.toString()).doesNotContain("h.p.s");
        List<Seen> seen = server.seen("POST /v1/tokens/sign");
        sent(seen.get(0), """
                {"realm":"edge","algorithm":"ML-DSA-65","claims":{"sub":"gateway"},"header":{"typ":"at+jwt"},
                 "ttl":"PT5M"}""");
        sent(seen.get(1), "{\"key_id\":\"key_1\",\"claims\":{}}");
        sent(seen.get(2), "{\"key_id\":\"key_1\",\"format\":\"JWS\",\"payload\":\"-w\"}");
        sent(seen.get(3), "{\"realm\":\"edge\",\"signing_input\":\"h.p\"}");
    }

    @Test
    void letsTheServerVerifyAToken() throws IOException {
        server.answer(
                "POST /v1/tokens/verify",
                Given.json(200, "{\"valid\":false,\"reason\":\"expired\",\"header\":{\"alg\":\"x\"},\"claims\":null}"));

        var verification = client.tokens().verify("h.p.s", Duration.ofSeconds(5));

        sent("POST /v1/tokens/verify", "{\"token\":\"h.p.s\",\"leeway\":\"PT5S\"}");
        assertThat(verification.valid()).isFalse();
        assertThat(verification.reason()).isEqualTo("expired");
        assertThat(verification.claims()).isNull();
    }

    @Test
    void fetchesAndRefreshesRevocationLists() throws IOException {
        String info = "\"number\":4,\"base_number\":null,\"this_update\":\"2026-06-01T12:00:00Z\","
                + "\"next_update\":\"2026-06-08T12:00:00Z\",\"issuer_id\":\"ca_1\",\"profile\":null,\"shard\":null,"
                + "\"delta\":false";
        server.answer("GET /v1/crl", Given.json(200, "{\"crl_pem\":\"PEM\"," + info + "}"))
                .answer("POST /v1/crl:refresh", Given.json(200, "{\"items\":[{" + info + "}]}"));

        assertThat(client.crl().info("ca_1").number()).isEqualTo(4);
        client.crl().der("ca_1");
        assertThat(client.crl().refresh("ca_1").get(0).crlPem()).isNull();
        client.crl().refresh(null);

        assertThat(server.seen("GET /v1/crl"))
                .extracting(Seen::target, seen -> seen.header("Accept"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/v1/crl?issuer=ca_1", "application/json"),
                        org.assertj.core.groups.Tuple.tuple("/v1/crl?issuer=ca_1", "application/pkix-crl"));
        sent(server.seen("POST /v1/crl:refresh").get(0), "{\"issuer\":\"ca_1\"}");
        sent(server.seen("POST /v1/crl:refresh").get(1), "{}");
    }

    @Test
    void asksOcspByPostAndByGet() {
        byte[] request = {(byte) 0xfb, (byte) 0xff, 0x3e, 0x30};
        server.answer("POST /v1/ocsp", new Given(200, Map.of(), new byte[] {0x30, 0x03}))
                .answer("GET /v1/ocsp/%2B%2F8%2BMA%3D%3D", new Given(200, Map.of(), new byte[] {0x30, 0x04}));

        assertThat(client.ocsp().post(request)).containsExactly(0x30, 0x03);
        assertThat(client.ocsp().get(request)).containsExactly(0x30, 0x04);
        assertThat(server.seen("POST /v1/ocsp").get(0).header("Content-type")).isEqualTo("application/ocsp-request");
    }

    @Test
    void readsProfiles() {
        String profile =
                "{\"name\":\"apisix-edge\",\"usages\":[\"TLS_SERVER\",\"SOMETHING_NEW\"],\"algorithms\":[\"ML-DSA-65\"],"
                        + "\"extended_key_usage\":[\"serverAuth\"],\"approval\":\"automatic\",\"renewal\":{\"before\":\"P30D\"}}";
        server.answer("GET /v1/profiles", Given.json(200, "{\"items\":[" + profile + "],\"next_cursor\":null}"))
                .answer("GET /v1/profiles/apisix-edge", Given.json(200, profile));

        assertThat(client.profiles().list().get(0).usages()).containsExactly(Usage.TLS_SERVER, Usage.UNKNOWN);
        assertThat(client.profiles()
                        .get("apisix-edge")
                        .json()
                        .at("/renewal/before")
                        .textValue())
                .isEqualTo("P30D");
    }

    @Test
    void readsTheAudit() {
        server.answer("GET /v1/audit/events", Given.json(200, """
                        {"items":[{"specversion":"1.0","id":"e1","source":"q","type":"io.qkms.key.created","subject":"key_1",
                         "time":"2026-06-01T12:00:00Z","tenant":"default","actor":"dev","request_id":"r1","data":{"id":"key_1"},
                         "sequence":9,"previous_hash":"a","hash":"b","new_field":1}],"next_cursor":null}"""))
                .answer(
                        "GET /v1/audit/verify",
                        Given.json(
                                200,
                                "{\"valid\":false,\"records\":9,\"unchained\":1,\"first_broken\":3,\"checkpoint\":\"b\"}"));

        assertThat(client.audit().all(Filter.none()).toList().get(0).sequence()).isEqualTo(9);
        assertThat(client.audit().verify().firstBroken()).isEqualTo(3);
    }

    private void sent(String methodAndPath, String json) throws IOException {
        sent(server.seen(methodAndPath).get(0), json);
    }

    private static void sent(Seen seen, String json) throws IOException {
        assertThat(seen.json()).isEqualTo(new ObjectMapper().readTree(json));
        assertThat(seen.header("Content-type")).isEqualTo("application/json");
    }
}
