package io.qkms.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.IpNetwork;
import io.qkms.core.x509.KeyUsageBit;
import io.qkms.core.x509.SubjectAlternativeName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final Duration P90D = Duration.ofDays(90);
    private static final Duration P397D = Duration.ofDays(397);

    @Test
    void allowsWhatKeepsEveryRule() {
        assertThat(Policy.evaluate(edge(), Request.good().facts()).violations()).isEmpty();
        assertThatCode(() -> Policy.evaluate(edge(), Request.good().facts()).requireAllowed(List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void namesEveryViolationWithFieldValueAndWhatIsAllowed() {
        Request request = Request.good();
        request.algorithm = Algorithm.RSA_3072;
        request.names = names("gateway.q", "evil.example", "192.0.2.1");
        request.validity = Duration.ofDays(400);

        QkmsException refusal = catchThrowableOfType(
                QkmsException.class,
                () -> Policy.evaluate(edge(), request.facts()).requireAllowed(List.of()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(refusal.details())
                .containsExactly(
                        new ErrorDetail("algorithm", "algorithm", "RSA-3072", List.of("ML-DSA-65", "EC-P256")),
                        new ErrorDetail(
                                "subject_alt_names[1]",
                                "san.dns",
                                "evil.example",
                                List.of("gateway.q", "**.example.q")),
                        new ErrorDetail("subject_alt_names[2]", "san.ip", "192.0.2.1", List.of("10.0.0.0/8")),
                        new ErrorDetail("validity", "validity.maximum", "P400D", List.of("P397D")));
    }

    @Test
    void allowsNoNameOfATypeWithoutPatterns() {
        assertViolated("san.uri", request -> request.names = names("gateway.q", "https://gateway.q/"));
        assertViolated("san.email", request -> request.names = names("gateway.q", "ops@gateway.q"));
    }

    @Test
    void wantsANameWhereOneIsRequired() {
        assertViolated("san.required", request -> {
            request.names = List.of();
            request.subject = name("O=Q");
        });
    }

    @Test
    void wantsASubjectToBeNamedSomehowWhereNoNameIsRequired() {
        Request request = Request.good();
        request.names = List.of();
        request.subject = name("O=Q");
        assertThat(Policy.evaluate(edge(false), request.facts()).allowed()).isTrue();
        request.subject = DistinguishedName.empty();
        assertThat(Policy.evaluate(edge(false), request.facts()).violations())
                .extracting(Verdict::rule)
                .containsExactly("san.required");
    }

    @ParameterizedTest
    @CsvSource({"gateway.q, true", "GATEWAY.Q, true", "other.q, false", "Gateway of Q, false"})
    void wantsACommonNameToBeAnAlternativeName(String commonName, boolean allowed) {
        Request request = Request.good();
        request.subject = name("CN=" + commonName);
        assertThat(Policy.evaluate(edge(), request.facts()).allowed()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DNS:gateway.q", "dns:gateway.q", "IP:10.1.2.3", "URI:https://gateway.q/", "email:a@gateway.q"})
    void takesNoPrefixOffACommonNameThatMustBeAnAlternativeName(String commonName) {
        List<Verdict> verdicts = new SubjectRule(SubjectRule.MUST_BE_SAN, Map.of())
                .judge(
                        name("CN=" + commonName),
                        names("gateway.q", "10.1.2.3", "https://gateway.q/", "a@gateway.q"),
                        edge().subjectAlternativeNames());
        assertThat(verdicts).extracting(Verdict::holds).containsExactly(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.bank.com",
                "WWW.Bank.COM",
                "www.bank.com.",
                "*.bank.com",
                "a_b.bank.com",
                "w*.bank.com",
                "은행.한국",
                "은행。한국",
                "192.0.2.1",
                "2001:db8::1"
            })
    void certifiesNoHostThatTheProfileDoesNotPermitAsACommonName(String host) {
        for (String rule : List.of(SubjectRule.OPTIONAL, "**")) {
            List<Verdict> verdicts = new SubjectRule(rule, Map.of())
                    .judge(name("CN=" + host), names("gateway.q"), edge().subjectAlternativeNames());
            assertThat(verdicts).singleElement().satisfies(verdict -> {
                assertThat(verdict.rule()).isEqualTo("subject.common_name");
                assertThat(verdict.holds()).isFalse();
                assertThat(verdict.value()).isEqualTo(host);
                assertThat(verdict.allowed()).containsExactly("gateway.q", "**.example.q", "10.0.0.0/8");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway.q",
                "a.EXAMPLE.q",
                "10.1.2.3",
                "orders",
                "Orders of Q",
                "Q. Smith",
                "v1.2",
                "게이트웨이",
                "a/b.c"
            })
    void takesPermittedHostsSingleLabelsAndFreeTextAsACommonName(String commonName) {
        List<Verdict> verdicts = new SubjectRule(SubjectRule.OPTIONAL, Map.of())
                .judge(name("CN=" + commonName), List.of(), edge().subjectAlternativeNames());
        assertThat(verdicts).extracting(Verdict::holds).containsExactly(true);
    }

    @Test
    void saysThatNothingIsAllowedWhereATypeHasNoPatterns() {
        Request request = Request.good();
        request.names = names("gateway.q", "https://gateway.q/");
        assertThat(Policy.evaluate(edge(), request.facts()).violations())
                .singleElement()
                .extracting(Verdict::allowed)
                .isEqualTo(List.of());
    }

    @Test
    void namesTheFieldThatANameCameFrom() {
        Request request = Request.good();
        request.names = names("gateway.q", "evil.example", "evil.test");
        assertThat(Policy.evaluate(
                                edge(),
                                request.facts(),
                                name -> name.value().equals("evil.test") ? "csr" : "subject_alt_names[7]")
                        .violations())
                .extracting(Verdict::field)
                .containsExactly("subject_alt_names[7]", "csr");
    }

    @Test
    void offersOnlyAlgorithmsThatAreAvailable() {
        Request request = Request.good();
        request.algorithm = Algorithm.RSA_3072;
        assertThat(Policy.evaluate(edge(), request.facts()).violations())
                .singleElement()
                .extracting(Verdict::allowed)
                .isEqualTo(List.of("ML-DSA-65", "EC-P256"));
    }

    @ParameterizedTest
    @CsvSource({
        "FORBIDDEN, CN=a, false",
        "FORBIDDEN, O=a, true",
        "OPTIONAL, CN=a, true",
        "OPTIONAL, O=a, true",
        "edge-*, CN=edge-1, true",
        "edge-*, CN=core-1, false",
        "edge-*, O=a, false",
    })
    void judgesCommonNamesAsTheProfileSays(String rule, String subject, boolean allowed) {
        List<Verdict> verdicts =
                new SubjectRule(rule, Map.of()).judge(name(subject), List.of(), edge().subjectAlternativeNames());
        assertThat(verdicts).singleElement().satisfies(verdict -> {
            assertThat(verdict.rule()).isEqualTo("subject.common_name");
            assertThat(verdict.holds()).isEqualTo(allowed);
        });
    }

    @Test
    void wantsFixedAttributesAsTheyAreAndAddsThoseThatLack() {
        SubjectRule rule = new SubjectRule(SubjectRule.OPTIONAL, Map.of("O", "Q"));
        assertThat(rule.judge(name("CN=a,O=R"), List.of(), edge().subjectAlternativeNames()))
                .anySatisfy(verdict -> assertThat(verdict)
                        .isEqualTo(new Verdict("subject.fixed", "subject", "O=R", List.of("O=Q"), false)));
        assertThat(rule.judge(name("CN=a,O=Q"), List.of(), edge().subjectAlternativeNames()))
                .allMatch(Verdict::holds);
        assertThat(rule.complete(name("CN=a"))).hasToString("CN=a,O=Q");
        assertThat(rule.complete(name("CN=a,O=Q"))).hasToString("CN=a,O=Q");
    }

    @Test
    void judgesAnEmailAddressInTheSubjectAsAName() {
        assertViolated("san.email", request -> request.subject = name("CN=gateway.q,E=root@evil.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P398D", "PT0S", "-P1D", "P999999999999D"})
    void holdsValidityToTheMaximum(String validity) {
        assertViolated("validity.maximum", request -> request.validity = Duration.parse(validity));
    }

    @Test
    void givesNoMoreKeyUsageThanTheProfileOfTheFamily() {
        assertViolated(
                "key_usage",
                request -> request.keyUsage = Set.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT));
        KeyUsageRule rule = new KeyUsageRule(
                Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
                Map.of(Family.RSA, Set.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT)));
        assertThat(rule.judge(Family.RSA, Set.of(KeyUsageBit.KEY_ENCIPHERMENT))).allMatch(Verdict::holds);
        assertThat(rule.of(Family.ML_DSA)).containsExactly(KeyUsageBit.DIGITAL_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY_AGREEMENT", "DATA_ENCIPHERMENT", "KEY_CERT_SIGN", "KEY_ENCIPHERMENT"})
    void refusesAProfileThatWouldGiveSigningKeysAnotherUsage(KeyUsageBit bit) {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyUsageRule(Set.of(bit), Map.of()));
    }

    @Test
    void givesNoOtherPurposes() {
        assertViolated(
                "extended_key_usage",
                request -> request.purposes = List.of(ExtendedKeyUsage.SERVER_AUTH, ExtendedKeyUsage.CLIENT_AUTH));
    }

    @Test
    void makesNobodyACa() {
        assertViolated("basic_constraints", request -> request.ca = true);
        assertViolated("name_constraints", request -> request.nameConstraints = true);
    }

    @Test
    void refusesCompromisedKeys() {
        assertViolated("key.compromised", request -> request.compromised = true);
    }

    @Test
    void refusesFormsOfHybridThatTheProfileDoesNotList() {
        assertViolated("hybrid_form", request -> request.form = HybridForm.ALT_SIGNATURE);
    }

    @Test
    void saysWhatEachRuleSaidAlsoWhereItIsKept() {
        assertThat(Policy.evaluate(edge(), Request.good().facts()).verdicts())
                .extracting(Verdict::rule)
                .contains(
                        "algorithm",
                        "subject.common_name",
                        "san.required",
                        "san.dns",
                        "basic_constraints",
                        "key.compromised");
    }

    @Test
    void refusesKeysOfAnotherUsage() {
        QkmsException refusal =
                catchThrowableOfType(QkmsException.class, () -> edge().requireUsage("key_id", Usage.JWT_SIGNING));
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details())
                .containsExactly(new ErrorDetail("key_id", "usage", "JWT_SIGNING", List.of("TLS_SERVER")));
    }

    private static void assertViolated(String rule, Consumer<Request> change) {
        Request request = Request.good();
        change.accept(request);
        assertThat(Policy.evaluate(edge(), request.facts()).violations())
                .extracting(Verdict::rule)
                .containsExactly(rule);
    }

    private static Profile edge() {
        return edge(true);
    }

    private static Profile edge(boolean namesRequired) {
        return new Profile(
                "edge",
                null,
                Set.of(Usage.TLS_SERVER),
                Map.of("default", "edge"),
                List.of(Algorithm.ML_DSA_65, Algorithm.HYBRID_ML_DSA_65_P256, Algorithm.EC_P256),
                Set.of(HybridForm.COMPOSITE),
                new SubjectRule(SubjectRule.MUST_BE_SAN, Map.of()),
                new NameRule(
                        namesRequired,
                        List.of(DnsPattern.parse("gateway.q"), DnsPattern.parse("**.example.q")),
                        List.of(IpNetwork.parse("10.0.0.0/8").orElseThrow()),
                        List.of(),
                        List.of()),
                new ValidityRule(P90D, P397D),
                new KeyUsageRule(Set.of(KeyUsageBit.DIGITAL_SIGNATURE), Map.of()),
                List.of(ExtendedKeyUsage.SERVER_AUTH),
                List.of(),
                Profile.Approval.AUTOMATIC,
                Profile.EnrollmentToken.NONE,
                Duration.ofDays(30),
                new Profile.CrlSettings(true, Duration.ofDays(1), Duration.ofHours(1)),
                new Profile.OcspSettings(true, Duration.ofHours(4)));
    }

    private static DistinguishedName name(String text) {
        return DistinguishedName.parse("subject", text);
    }

    private static List<SubjectAlternativeName> names(String... texts) {
        return List.of(texts).stream()
                .map(text -> SubjectAlternativeName.parse("subject_alt_names", text))
                .toList();
    }

    /** Facts that a test changes one by one. */
    private static final class Request {
        private Algorithm algorithm = Algorithm.ML_DSA_65;
        private HybridForm form;
        private DistinguishedName subject = name("CN=gateway.q");
        private List<SubjectAlternativeName> names = PolicyTest.names("gateway.q", "a.example.q", "10.1.2.3");
        private Duration validity;
        private Set<KeyUsageBit> keyUsage;
        private List<ExtendedKeyUsage> purposes;
        private boolean ca;
        private boolean nameConstraints;
        private boolean compromised;

        static Request good() {
            return new Request();
        }

        PolicyRequest facts() {
            return new PolicyRequest(
                    algorithm,
                    form,
                    subject,
                    names,
                    validity,
                    keyUsage,
                    purposes,
                    ca,
                    nameConstraints,
                    compromised,
                    NOW,
                    null);
        }
    }
}
