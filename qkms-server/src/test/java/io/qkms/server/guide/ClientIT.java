package io.qkms.server.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.client.ClientCredentials;
import io.qkms.client.Filter;
import io.qkms.client.QkmsApiException;
import io.qkms.client.QkmsAuthorizationException;
import io.qkms.client.QkmsClient;
import io.qkms.client.model.CaStatus;
import io.qkms.client.model.Certificate;
import io.qkms.client.model.CertificateAuthority;
import io.qkms.client.model.CertificateStatus;
import io.qkms.client.model.CrlInfo;
import io.qkms.client.model.Csr;
import io.qkms.client.model.CsrStatus;
import io.qkms.client.model.ErrorDetail;
import io.qkms.client.model.IssuedCertificate;
import io.qkms.client.model.Jwk;
import io.qkms.client.model.Key;
import io.qkms.client.model.KeyVersion;
import io.qkms.client.model.NewCsr;
import io.qkms.client.model.NewIntermediate;
import io.qkms.client.model.NewKey;
import io.qkms.client.model.Profile;
import io.qkms.client.model.RevocationReason;
import io.qkms.client.model.SignedToken;
import io.qkms.client.model.TokenRequest;
import io.qkms.client.model.Usage;
import io.qkms.client.model.VersionState;
import io.qkms.testsupport.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call of {@code qkms-client} against a running server. */
class ClientIT {
    private static final String PROFILE = "apisix-edge";

    @TempDir
    static Path data;

    private static ServerProcess server;
    private static ClientCredentials credentials;
    private static QkmsClient qkms;

    @BeforeAll
    static void startAServer() throws IOException {
        server = ServerProcess.Launch.likeThisJvm().start(data, Map.of());
        credentials = ClientCredentials.read(server.credentials());
        qkms = QkmsClient.builder(credentials).build();
    }

    @AfterAll
    static void stopTheServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void makesReadsAndFindsKeys() {
        Key made = qkms.keys()
                .create(NewKey.of(Usage.TLS_CLIENT, "CRYSTALS-DILITHIUM-2").withTags(Map.of("test", "finds")));

        assertThat(made.algorithm()).isEqualTo("ML-DSA-44");
        assertThat(made.requestedAlgorithm()).isEqualTo("CRYSTALS-DILITHIUM-2");
        assertThat(qkms.keys().get(made.id())).isEqualTo(made);
        assertThat(qkms.keys().all(Filter.by("tag.test", "finds").and("usage", Usage.TLS_CLIENT)))
                .containsExactly(made);
    }

    @Test
    void walksThroughAListPartByPart() {
        for (int i = 0; i < 5; i++) {
            qkms.keys().create(NewKey.of(Usage.TLS_CLIENT, "EC-P256").withTags(Map.of("test", "parts")));
        }

        assertThat(qkms.keys().all(Filter.by("tag.test", "parts").limit(2)))
                .extracting(Key::id)
                .doesNotHaveDuplicates()
                .hasSize(5);
    }

    @Test
    void rotatesAKeyOfARealm() {
        Key key = qkms.keys().create(NewKey.forRealm("rotates", "ML-DSA-44"));
        SignedToken before = qkms.tokens().sign(TokenRequest.forRealm("rotates", Map.of("sub", "a")));

        Key rotated = qkms.keys().rotate(key.id());

        assertThat(rotated.versions())
                .extracting(KeyVersion::state)
                .containsExactly(VersionState.RETIRING, VersionState.ACTIVE);
        assertThat(qkms.tokens().verify(before.token()).valid()).isTrue();
        assertThat(qkms.tokens().jwks("rotates").keys())
                .extracting(Jwk::kid)
                .containsExactlyInAnyOrderElementsOf(
                        rotated.versions().stream().map(KeyVersion::kid).toList());
        assertThat(qkms.tokens()
                        .sign(TokenRequest.forRealm("rotates", Map.of("sub", "a")))
                        .kid())
                .isEqualTo(rotated.active().orElseThrow().kid());
    }

    @Test
    void choosesWhichKeySignsForARealm() {
        Key first = qkms.keys().create(NewKey.forRealm("chooses", "ML-DSA-44"));
        Key second = qkms.keys().create(NewKey.forRealm("chooses", "EC-P256"));
        assertThat(first.isDefault()).isTrue();
        assertThat(second.isDefault()).isFalse();

        assertThat(qkms.keys().makeDefault(second.id()).isDefault()).isTrue();

        assertThat(qkms.tokens()
                        .sign(TokenRequest.forRealm("chooses", Map.of()))
                        .alg())
                .isEqualTo("ES256");
        assertThat(qkms.tokens()
                        .sign(TokenRequest.forRealm("chooses", Map.of()).withAlgorithm("ML-DSA-44"))
                        .alg())
                .isEqualTo("ML-DSA-44");
    }

    @Test
    void issuesACertificateForAHeldKey() throws CertificateException {
        Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65"));
        String pem = qkms.keys().csr(key.id(), "CN=gateway.q", List.of("gateway.q"));

        Csr csr = qkms.csrs()
                .submit(NewCsr.ofPem(pem, PROFILE)
                        .withSubjectAltNames(List.of("10.0.0.5"))
                        .withValidity(Duration.ofDays(3)));
        assertThat(csr.status()).isEqualTo(CsrStatus.APPROVED);
        assertThat(csr.subjectAltNames()).containsExactlyInAnyOrder("gateway.q", "10.0.0.5");
        IssuedCertificate issued = qkms.certificates().issue(csr.id());

        assertThat(qkms.csrs().get(csr.id()).serial()).isEqualTo(issued.serial());
        assertThat(qkms.csrs().all(Filter.none())).extracting(Csr::id).contains(csr.id());
        Certificate certificate = qkms.certificates().get(issued.serial());
        assertThat(certificate.notAfter()).isEqualTo(issued.expiresAt());
        assertThat(certificate.chain()).isEqualTo(issued.chain()).hasSize(2);
        assertThat(qkms.certificates().pem(issued.serial()).strip())
                .isEqualTo(issued.certificate().strip());
        assertThat(qkms.certificates().chainPem(issued.serial()))
                .contains(issued.certificate().strip(), issued.chain().get(0).strip())
                .doesNotContain(issued.chain().get(1).strip());
        assertThat(x509(qkms.certificates().der(issued.serial())).getSerialNumber())
                .isEqualTo(new BigInteger(issued.serial().substring(2), 16));
        assertThat(qkms.certificates().all(Filter.by("profile", PROFILE).and("san", "10.0.0.5")))
                .extracting(Certificate::serial)
                .contains(issued.serial());
    }

    @Test
    void answersAnOpenRequestAgain() {
        Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65"));
        NewCsr request = NewCsr.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q"));

        assertThat(qkms.csrs().submit(request).id())
                .isEqualTo(qkms.csrs().submit(request).id());
    }

    @Test
    void revokesAndRenews() throws Exception {
        IssuedCertificate first = issue();
        IssuedCertificate second = qkms.certificates().renew(first.serial());
        BigInteger before = qkms.crl().info(issuerOf(first)).number();

        Certificate revoked = qkms.certificates().revoke(first.serial(), RevocationReason.SUPERSEDED);

        assertThat(second.serial()).isNotEqualTo(first.serial());
        assertThat(revoked.status()).isEqualTo(CertificateStatus.REVOKED);
        assertThat(revoked.revocation().reason()).isEqualTo(RevocationReason.SUPERSEDED);
        assertThat(revoked.visibleInOcspAt()).isNotNull();
        assertThat(ocspSaysRevoked(first)).isTrue();
        assertThat(ocspSaysRevoked(second)).isFalse();
        assertThat(qkms.crl().refresh(issuerOf(first)))
                .singleElement()
                .extracting(CrlInfo::number)
                .satisfies(number -> assertThat(number).isGreaterThan(before));
        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCRL(new ByteArrayInputStream(qkms.crl().der(issuerOf(first))))
                        .isRevoked(x509(qkms.certificates().der(first.serial()))))
                .isTrue();
    }

    @Test
    void readsAndMakesAuthorities() throws CertificateException {
        List<CertificateAuthority> roots = qkms.cas().roots();
        assertThat(roots).extracting(CertificateAuthority::algorithm).contains("ML-DSA-87", "EC-P384");
        assertThat(qkms.cas().root()).isEqualTo(roots.get(0));
        assertThat(x509(qkms.cas().certificate(roots.get(0).id())))
                .isEqualTo(x509(roots.get(0).certificate().getBytes(StandardCharsets.US_ASCII)));

        CertificateAuthority made = qkms.cas()
                .createIntermediate(new NewIntermediate(
                        "spare", "CN=Spare CA", "ML-DSA-65", Duration.ofDays(365), 0, List.of(), null));

        assertThat(made.status()).isEqualTo(CaStatus.ACTIVE);
        assertThat(qkms.cas().intermediates())
                .extracting(CertificateAuthority::name)
                .contains("edge", "internal", "edge-classical", "internal-classical", "spare");
        assertThat(qkms.cas().intermediates(Filter.by("status", "REVOKED"))).isEmpty();
    }

    @Test
    void signsWhatTheCallerHasSerialised() {
        Key key = qkms.keys().create(NewKey.forRealm("serialised", "ML-DSA-44"));
        String header =
                "{\"alg\":\"ML-DSA-44\",\"kid\":\"" + key.active().orElseThrow().kid() + "\",\"typ\":\"JWT\"}";
        String input = base64url(header) + "." + base64url("{\"sub\":\"a\"}");

        SignedToken token = qkms.tokens().sign(TokenRequest.signingInput("serialised", input));

        assertThat(token.token()).isEqualTo(input + "." + token.signature());
    }

    @Test
    void signsDocuments() {
        Key key = qkms.keys().create(NewKey.of(Usage.DOCUMENT_SIGNING, "ML-DSA-65"));

        SignedToken jws = qkms.tokens().sign(TokenRequest.jws(key.id(), new byte[] {0, 1, 2}));

        assertThat(jws.token().split("\\.")[1]).isEqualTo("AAEC");
    }

    @Test
    void saysWhyATokenDoesNotHold() {
        qkms.keys().create(NewKey.forRealm("judges", "ML-DSA-44"));
        SignedToken token = qkms.tokens()
                .sign(TokenRequest.forRealm("judges", Map.of("sub", "a", "deep", Map.of("n", List.of(1, 2))))
                        .withTtl(Duration.ofMinutes(1))
                        .withHeader(Map.of("typ", "at+jwt")));
        int last = token.token().length() - 10;
        char other = token.token().charAt(last) == 'A' ? 'B' : 'A';
        String forged = token.token().substring(0, last) + other + token.token().substring(last + 1);

        var good = qkms.tokens().verify(token.token(), Duration.ofSeconds(5));
        assertThat(good.valid()).isTrue();
        assertThat(good.header().path("typ").textValue()).isEqualTo("at+jwt");
        assertThat(good.claims().at("/deep/n/1").intValue()).isEqualTo(2);
        assertThat(qkms.tokens().verify(forged).valid()).isFalse();
        assertThat(qkms.tokens().verify(forged).reason()).isNotBlank();
    }

    @Test
    void readsProfilesAndTheAudit() {
        issue();

        assertThat(qkms.profiles().list())
                .extracting(Profile::name)
                .contains("apisix-edge", "internal-mtls", "keycloak-jwt");
        assertThat(qkms.profiles().get(PROFILE).usages()).containsExactly(Usage.TLS_SERVER);
        assertThat(qkms.audit().all(Filter.none().limit(100)).limit(100))
                .anyMatch(event -> event.type().equals("io.qkms.certificate.issued"));
        assertThat(qkms.audit().verify().valid()).isTrue();
    }

    @Test
    void tellsEveryViolationInTheCallersLanguage() {
        Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65"));
        QkmsClient korean =
                QkmsClient.builder(credentials).language(Locale.KOREAN).build();

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> korean.csrs()
                        .submit(NewCsr.ofKey(
                                        key.id(),
                                        "CN=gateway.q",
                                        PROFILE,
                                        List.of("evil.example", "192.0.2.1", "a@b.c"))
                                .withValidity(Duration.ofDays(1000))))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(40001);
                    assertThat(e.explanation()).contains("정책");
                    assertThat(e.details())
                            .extracting(ErrorDetail::rule)
                            .contains("san.dns", "san.ip", "san.email", "validity.maximum", "subject.common_name");
                    assertThat(e.requestId()).isPresent();
                });
    }

    @Test
    void namesTheCertificateThatWasIssuedAlready() {
        Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "ML-DSA-65"));
        Csr csr = qkms.csrs().submit(NewCsr.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q")));
        IssuedCertificate issued = qkms.certificates().issue(csr.id());

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> qkms.certificates().issue(csr.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(40901))
                .satisfies(e -> assertThat(e.details().get(0).value()).isEqualTo(issued.serial()));
    }

    @Test
    void refusesAWrongSecretAndAScopeThatWasNotAskedFor() {
        ClientCredentials wrong = new ClientCredentials(
                credentials.api(), credentials.publicApi(), credentials.tokenUrl(), credentials.clientId(), "wrong");
        QkmsClient narrow = QkmsClient.builder(credentials).scope("ca:read").build();

        assertThatExceptionOfType(QkmsAuthorizationException.class)
                .isThrownBy(() -> QkmsClient.builder(wrong).build().cas().root())
                .satisfies(e -> assertThat(e.error()).isEqualTo("invalid_client"));
        assertThat(narrow.cas().root().name()).isNotBlank();
        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> narrow.keys().get("key_x"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(40301));
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> qkms.keys().get("key_x"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(40401));
        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(() -> qkms.tokens().jwks("no such realm/ü"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(40401));
    }

    private static IssuedCertificate issue() {
        Key key = qkms.keys().create(NewKey.of(Usage.TLS_SERVER, "EC-P256"));
        Csr csr = qkms.csrs().submit(NewCsr.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q")));
        return qkms.certificates().issue(csr.id());
    }

    private static String issuerOf(IssuedCertificate issued) {
        return qkms.certificates().get(issued.serial()).issuerId();
    }

    private static boolean ocspSaysRevoked(IssuedCertificate issued) throws Exception {
        CertificateID id = new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new X509CertificateHolder(x509(issued.chain().get(0).getBytes(StandardCharsets.US_ASCII))
                        .getEncoded()),
                new BigInteger(issued.serial().substring(2), 16));
        byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
        byte[] posted = qkms.ocsp().post(request);
        assertThat(status(posted)).isEqualTo(status(qkms.ocsp().get(request)));
        return status(posted);
    }

    private static boolean status(byte[] response) throws Exception {
        BasicOCSPResp answer = (BasicOCSPResp) new OCSPResp(response).getResponseObject();
        return answer.getResponses()[0].getCertStatus() instanceof RevokedStatus;
    }

    private static X509Certificate x509(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
