package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static io.qkms.core.x509.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.x509.NameConstraints.Subtree;
import io.qkms.core.x509.SubjectAlternativeName.Type;
import io.qkms.core.x509.TestKeys.TestKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateBuilderTest {
    private static final TestChain CHAIN = TestChain.of(Algorithm.ML_DSA_65);

    @Test
    void givesALeafEverythingThatItsContentSays() {
        Certificate leaf = CHAIN.leaf();
        assertThat(leaf.subject()).isEqualTo(TestChain.name("CN=gateway.q"));
        assertThat(leaf.issuer()).isEqualTo(CHAIN.intermediate().subject());
        assertThat(leaf.algorithm()).isEqualTo(Algorithm.ML_DSA_65);
        assertThat(leaf.publicKey()).isEqualTo(CHAIN.leafKey().publicKey());
        assertThat(leaf.subjectAlternativeNames()).isEqualTo(TestChain.NAMES);
        assertThat(leaf.keyUsage()).contains(Set.of(KeyUsageBit.DIGITAL_SIGNATURE));
        assertThat(leaf.extendedKeyUsage()).containsExactly(ExtendedKeyUsage.SERVER_AUTH);
        assertThat(leaf.isCa()).isFalse();
        assertThat(leaf.caIssuersUrl()).contains("http://pki.q/v1/ca/ca_1/certificate");
        assertThat(leaf.crlUrl()).contains("http://pki.q/v1/crl?issuer=ca_1");
        assertThat(leaf.deltaCrlUrl()).contains("http://pki.q/v1/crl?issuer=ca_1&delta=true");
        assertThat(leaf.ocspUrl()).contains("http://pki.q/v1/ocsp");
        assertThat(leaf.isOcspNoCheck()).isFalse();
    }

    @Test
    void beginsValidityALittleBeforeIssuanceAndEndsItToTheSecond() {
        assertThat(CHAIN.leaf().notBefore()).isEqualTo(TestChain.NOW.minus(Duration.ofMinutes(5)));
        assertThat(CHAIN.leaf().notAfter()).isEqualTo(CHAIN.leaf().notBefore().plus(Duration.ofDays(90)));
    }

    @Test
    void identifiesKeysAsTheIssuerDoes() {
        assertThat(CHAIN.leaf().authorityKeyIdentifier())
                .hasValueSatisfying(identifier -> assertThat(identifier)
                        .isEqualTo(CHAIN.intermediate().subjectKeyIdentifier().orElseThrow()));
        assertThat(CHAIN.root().authorityKeyIdentifier())
                .hasValueSatisfying(identifier -> assertThat(identifier)
                        .isEqualTo(CHAIN.root().subjectKeyIdentifier().orElseThrow()));
    }

    @Test
    void limitsAnIntermediateByPathLength() {
        assertThat(CHAIN.root().basicConstraints()).isEqualTo(new BasicConstraints(true, null));
        assertThat(CHAIN.intermediate().basicConstraints()).isEqualTo(new BasicConstraints(true, 0));
        CertificateContent below = CertificateContent.intermediate(
                TestChain.serial(),
                TestChain.name("CN=Below"),
                CHAIN.leafKey().subjectPublicKey(),
                TestChain.days(30),
                0,
                null,
                TestChain.POINTERS);
        assertRefused(
                ErrorCode.POLICY_VIOLATION, "path_length", () -> CertificateBuilder.prepare(below, CHAIN.issuer()));
    }

    @Test
    void refusesALeafThatWouldOutliveItsIssuer() {
        Instant end = CHAIN.intermediate().notAfter();
        CertificateContent atTheEnd = validUntil(end);
        assertThat(CertificateBuilder.prepare(atTheEnd, CHAIN.issuer()).issue().notAfter())
                .isEqualTo(end);
        CertificateContent beyond = validUntil(end.plusSeconds(1));
        assertThat(assertRefused(
                                ErrorCode.POLICY_VIOLATION,
                                "validity.issuer",
                                () -> CertificateBuilder.prepare(beyond, CHAIN.issuer()))
                        .allowed())
                .containsExactly(end.toString());
    }

    @Test
    void writesYearsFrom2050OnAsGeneralizedTime() throws Exception {
        TestKey key = TestKeys.key(Algorithm.EC_P256, "root");
        Validity until2060 = new Validity(TestChain.NOW, Instant.parse("2060-01-01T00:00:00Z"));
        Certificate root = CertificateBuilder.prepare(
                        CertificateContent.root(
                                TestChain.serial(), TestChain.name("CN=Root"), key.subjectPublicKey(), until2060),
                        Issuer.self(key))
                .issue();
        assertThat(root.notAfter()).isEqualTo(until2060.notAfter());
        assertThat(jdk(root).getNotAfter().toInstant()).isEqualTo(until2060.notAfter());
    }

    @Test
    void marksAlternativeNamesCriticalWhereTheSubjectIsEmpty() throws Exception {
        Certificate anonymous = CertificateBuilder.prepare(
                        TestChain.leaf(CHAIN.leafKey(), "", TestChain.NAMES), CHAIN.issuer())
                .issue();
        assertThat(jdk(anonymous).getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(jdk(CHAIN.leaf()).getNonCriticalExtensionOIDs()).contains("2.5.29.17");
    }

    @Test
    void refusesASubjectThatNothingNames() {
        CertificateContent nobody = TestChain.leaf(CHAIN.leafKey(), "", List.of());
        assertMalformed("subject.empty", () -> CertificateBuilder.prepare(nobody, CHAIN.issuer()));
    }

    @Test
    void makesOcspRespondersThatNeedNoStatus() throws Exception {
        Certificate responder = CertificateBuilder.prepare(
                        CertificateContent.ocspResponder(
                                TestChain.serial(),
                                TestChain.name("CN=OCSP"),
                                CHAIN.leafKey().subjectPublicKey(),
                                TestChain.days(30)),
                        CHAIN.issuer())
                .issue();
        assertThat(responder.isOcspNoCheck()).isTrue();
        assertThat(jdk(responder).getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.9");
        assertThat(responder.crlUrl()).isEmpty();
        assertThat(responder.ocspUrl()).isEmpty();
    }

    @Test
    void holdsLeavesToTheNameConstraintsOfTheirIssuer() {
        NameConstraints constraints = new NameConstraints(
                List.of(
                        new Subtree(Type.DNS, "gateway.q"),
                        new Subtree(Type.IP, "10.0.0.0/8"),
                        new Subtree(Type.URI, ".q"),
                        new Subtree(Type.EMAIL, "example.q")),
                List.of(new Subtree(Type.DNS, "secret.gateway.q")));
        TestKey key = TestKeys.key(Algorithm.EC_P256, "constrained");
        Certificate ca = CertificateBuilder.prepare(
                        CertificateContent.intermediate(
                                TestChain.serial(),
                                TestChain.name("CN=Constrained"),
                                key.subjectPublicKey(),
                                TestChain.days(100),
                                0,
                                constraints,
                                TestChain.POINTERS),
                        Issuer.of(CHAIN.root(), TestKeys.key(Algorithm.ML_DSA_65, "root")))
                .issue();
        assertThat(ca.nameConstraints()).contains(constraints);
        Issuer issuer = Issuer.of(ca, key);

        List<SubjectAlternativeName> within = TestChain.names(
                "gateway.q", "*.gateway.q", "a.b.gateway.q", "10.9.8.7", "https://api.q/x", "ops@example.q");
        CertificateBuilder.prepare(TestChain.leaf(CHAIN.leafKey(), "", within), issuer);
        for (String outside : List.of(
                "evil.q",
                "notgateway.q",
                "secret.gateway.q",
                "x.secret.gateway.q",
                "11.0.0.1",
                "::1",
                "https://q/",
                "a@b.q")) {
            CertificateContent content = TestChain.leaf(CHAIN.leafKey(), "", TestChain.names("gateway.q", outside));
            assertThat(assertRefused(
                                    ErrorCode.POLICY_VIOLATION,
                                    "name_constraints",
                                    () -> CertificateBuilder.prepare(content, issuer))
                            .field())
                    .as(outside)
                    .isEqualTo("subject_alt_names[1]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KEY_ENCIPHERMENT", "KEY_AGREEMENT", "DATA_ENCIPHERMENT", "KEY_CERT_SIGN", "CRL_SIGN"})
    void doesNotSignAnMlDsaLeafWithAKeyUsageThatItMustNotHave(KeyUsageBit bit) {
        CertificateContent content = leafWith(
                CHAIN.leafKey(), EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE, bit), List.of(ExtendedKeyUsage.SERVER_AUTH));
        assertThatIllegalStateException()
                .isThrownBy(() -> CertificateBuilder.prepare(content, CHAIN.issuer()))
                .withMessageContaining("not fit to be signed");
    }

    @Test
    void letsAnRsaLeafEncipherKeysWhereItsProfileSaysSo() {
        CertificateContent content = leafWith(
                TestKeys.key(Algorithm.RSA_3072, "leaf"),
                EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT),
                List.of(ExtendedKeyUsage.SERVER_AUTH));
        assertThat(CertificateBuilder.prepare(content, CHAIN.issuer()).issue().keyUsage())
                .contains(Set.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT));
    }

    @Test
    void doesNotSignALeafThatCouldAnswerOcsp() {
        CertificateContent content = leafWith(
                CHAIN.leafKey(), EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE), List.of(ExtendedKeyUsage.OCSP_SIGNING));
        assertThatIllegalStateException().isThrownBy(() -> CertificateBuilder.prepare(content, CHAIN.issuer()));
    }

    @Test
    void doesNotLetALeafIssue() {
        Issuer leaf = Issuer.of(CHAIN.leaf(), CHAIN.leafKey());
        CertificateContent content = TestChain.leaf(CHAIN.leafKey(), "CN=gateway.q", TestChain.NAMES);
        assertThatIllegalArgumentException().isThrownBy(() -> CertificateBuilder.prepare(content, leaf));
    }

    @Test
    void doesNotTakeASignerForAnIssuersCertificateThatIsNotItsOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Issuer.of(CHAIN.intermediate(), TestKeys.key(Algorithm.ML_DSA_65, "root")));
    }

    @Test
    void refusesASecondSignatureForNow() {
        Issuer hybrid = new Issuer(
                CHAIN.intermediate(),
                TestKeys.key(Algorithm.ML_DSA_65, "intermediate"),
                TestKeys.key(Algorithm.EC_P256, "x"));
        CertificateContent content = TestChain.leaf(CHAIN.leafKey(), "CN=gateway.q", TestChain.NAMES);
        assertRefused(
                ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", () -> CertificateBuilder.prepare(content, hybrid));
    }

    @Test
    void signsWhatWasPreparedAndOnlyOnce() {
        PreparedCertificate prepared = CertificateBuilder.prepare(
                TestChain.leaf(CHAIN.leafKey(), "CN=gateway.q", TestChain.NAMES), CHAIN.issuer());
        byte[] checked = prepared.toBeSigned();
        checked[0] ^= 1;
        Certificate issued = prepared.issue();
        checked[0] ^= 1;
        assertThat(issued.toBeSigned()).isEqualTo(checked);
        assertThat(TestKeys.MODULES.verify(
                        Algorithm.ML_DSA_65, CHAIN.intermediate().publicKey(), issued.toBeSigned(), issued.signature()))
                .isTrue();
        assertThatIllegalStateException().isThrownBy(prepared::issue);
    }

    @Test
    void putsAChainInOrder() {
        CertificateChain chain =
                CertificateChain.build(CHAIN.leaf(), List.of(CHAIN.root(), CHAIN.leaf(), CHAIN.intermediate()));
        assertThat(chain.certificates()).containsExactly(CHAIN.leaf(), CHAIN.intermediate(), CHAIN.root());
        assertThat(chain.issuers()).containsExactly(CHAIN.intermediate(), CHAIN.root());
        assertThat(chain.withoutRoot().certificates()).containsExactly(CHAIN.leaf(), CHAIN.intermediate());
        assertThat(CertificateChain.build(CHAIN.leaf(), List.of(CHAIN.root())).certificates())
                .containsExactly(CHAIN.leaf());
    }

    @Test
    void readsBackWhatItPrintsAsPem() {
        assertThat(Certificate.parse("certificate", CHAIN.leaf().pem())).isEqualTo(CHAIN.leaf());
        assertMalformed("certificate", () -> Certificate.parse("certificate", new byte[] {0x30, 0}));
    }

    private static CertificateContent validUntil(Instant end) {
        return CertificateContent.leaf(
                TestChain.serial(),
                TestChain.name("CN=gateway.q"),
                CHAIN.leafKey().subjectPublicKey(),
                new Validity(TestChain.NOW, end),
                TestChain.NAMES,
                Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
                List.of(),
                TestChain.POINTERS);
    }

    private static CertificateContent leafWith(
            TestKey key, Set<KeyUsageBit> keyUsage, List<ExtendedKeyUsage> purposes) {
        return CertificateContent.leaf(
                TestChain.serial(),
                TestChain.name("CN=gateway.q"),
                key.subjectPublicKey(),
                TestChain.days(30),
                TestChain.NAMES,
                keyUsage,
                purposes,
                TestChain.POINTERS);
    }

    private static X509Certificate jdk(Certificate certificate) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509", "SUN")
                .generateCertificate(new ByteArrayInputStream(certificate.encoded()));
    }
}
