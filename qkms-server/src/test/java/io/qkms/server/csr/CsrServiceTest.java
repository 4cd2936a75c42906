package io.qkms.server.csr;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.Pem;
import io.qkms.server.certificate.Certification;
import io.qkms.server.certificate.Expect;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class CsrServiceTest {
    private static final String PROFILE = "apisix-edge";

    private final Certification certification;

    CsrServiceTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void keepsAnAllowedRequestAsApproved() {
        CsrView csr = submit(certification.csr(Algorithm.ML_DSA_65, "CN=gateway.q", "gateway.q"))
                .csr();

        assertThat(csr.id()).startsWith("csr_");
        assertThat(csr.status()).isEqualTo(CsrStatus.APPROVED);
        assertThat(csr.profile()).isEqualTo(PROFILE);
        assertThat(csr.subject()).isEqualTo("CN=gateway.q");
        assertThat(csr.algorithm()).isEqualTo("ML-DSA-65");
        assertThat(csr.serial()).isNull();
        assertThat(certification.requests.get("default", csr.id())).isEqualTo(csr);
    }

    @Test
    void addsTheRequestsNamesToThoseOfTheCsr() {
        String csr = certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q");

        CsrView stored = certification
                .requests
                .submit(CALLER, "r", Submissions.ofCsr(csr, PROFILE, "10.0.0.5", "gateway.q"))
                .csr();

        assertThat(stored.subjectAltNames()).containsExactly("10.0.0.5", "gateway.q");
    }

    @Test
    void answersTheSameRequestWithTheOneThatIsOpen() {
        Signer key = certification.freshKey(Algorithm.EC_P256);
        CsrService.Submitted first = submit(certification.csr(key, "CN=gateway.q", "gateway.q", "a.gateway.q"));

        CsrService.Submitted second = submit(certification.csr(key, "CN=gateway.q", "a.gateway.q", "gateway.q"));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.csr()).isEqualTo(first.csr());
    }

    @Test
    void makesOneRequestThoughTheSameComesFromManyAtTheSameTime() throws Exception {
        String csr = certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q");
        List<Callable<CsrService.Submitted>> attempts = IntStream.range(0, 8)
                .<Callable<CsrService.Submitted>>mapToObj(i -> () -> submit(csr))
                .toList();
        Set<String> ids = new HashSet<>();
        int created = 0;

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<CsrService.Submitted> attempt : threads.invokeAll(attempts)) {
                ids.add(attempt.get().csr().id());
                created += attempt.get().created() ? 1 : 0;
            }
        }

        assertThat(ids).hasSize(1);
        assertThat(created).isEqualTo(1);
    }

    @Test
    void makesAnotherRequestOfOtherNamesOrAnotherTenant() {
        Signer key = certification.freshKey(Algorithm.EC_P256);
        String csr = certification.csr(key, "CN=gateway.q", "gateway.q");
        submit(csr);

        assertThat(submit(certification.csr(key, "CN=gateway.q", "gateway.q", "b.gateway.q"))
                        .created())
                .isTrue();
        assertThat(certification
                        .requests
                        .submit(STRANGER, "r", Submissions.ofCsr(csr, PROFILE))
                        .created())
                .isTrue();
    }

    @Test
    void makesAnotherRequestOnceTheOpenOneHasExpired() {
        String csr = certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q");
        CsrView first = submit(csr).csr();
        certification.now = first.expiresAt();

        CsrService.Submitted second = submit(csr);

        assertThat(second.created()).isTrue();
        assertThat(second.csr().id()).isNotEqualTo(first.id());
    }

    @Test
    void refusesACsrWhoseSignatureDoesNotVerify() {
        byte[] der = Pem.decode(
                "csr",
                certification.csr(Algorithm.ML_DSA_65, "CN=gateway.q", "gateway.q"),
                List.of(Pem.CERTIFICATE_REQUEST));
        der[der.length - 1] ^= 1;

        Expect.refusal(
                ErrorCode.CSR_SIGNATURE_INVALID,
                () -> submit(Pem.encode(Pem.CERTIFICATE_REQUEST, der)),
                "csr.signature");
    }

    @Test
    void namesEveryViolationOfPolicyAndKeepsNothingButTheAuditEvent() {
        String csr = certification.csr(Algorithm.RSA_3072, "CN=evil.example", "evil.test", "192.168.0.1");

        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        new CsrSubmission(csr, PROFILE, List.of(), null, null, null, Duration.ofDays(400), null)),
                "algorithm",
                "subject.common_name",
                "san.dns",
                "san.ip",
                "validity.maximum");

        assertThat(count("select count(*) from csr where subject = 'CN=evil.example'"))
                .isZero();
        assertThat(count("select count(*) from audit_event where type = 'io.qkms.csr.rejected'"
                        + " and body like '%evil.test%' and body like '%validity.maximum%'"))
                .isEqualTo(1);
    }

    @Test
    void refusesAProfileThatIsNotThere() {
        String csr = certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q");

        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> certification.requests.submit(CALLER, "r", Submissions.ofCsr(csr, "nonesuch")),
                "profile.unknown");
    }

    @Test
    void refusesAKeyWhoseCertificateWasRevokedBecauseOthersHaveIt() {
        Signer key = certification.freshKey(Algorithm.EC_P256);
        certification.revokeAsCompromised(submit(certification.csr(key, "CN=gateway.q", "gateway.q"))
                .csr()
                .id());

        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> submit(certification.csr(key, "CN=a.gateway.q", "a.gateway.q")),
                "key.compromised");
    }

    @Test
    void certifiesAKeyThatIsHeldWithoutACsr() {
        KeyEntry key = certification.heldKey("default", Usage.TLS_SERVER, Algorithm.ML_DSA_65, Map.of());

        CsrView csr = certification
                .requests
                .submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q"), null, Map.of()))
                .csr();

        assertThat(csr.keyId()).isEqualTo(key.id());
        assertThat(csr.algorithm()).isEqualTo("ML-DSA-65");
    }

    @Test
    void refusesAKeyOfAnotherTenantAsIfItWereNotThere() {
        KeyEntry key = certification.heldKey("other", Usage.TLS_SERVER, Algorithm.EC_P256, Map.of());

        Expect.refusal(
                ErrorCode.NOT_FOUND,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q"), null, Map.of())),
                "not_found");
    }

    @Test
    void saysThatAKeyIsNotThereBeforeThatTheProfileIsNot() {
        Expect.refusal(
                ErrorCode.NOT_FOUND,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(
                                "key_nonesuch", "CN=gateway.q", "nonesuch", List.of("gateway.q"), null, Map.of())),
                "not_found");
    }

    @Test
    void keepsTheLongestTagsAndTheLongestSubject() {
        KeyEntry key = certification.heldKey("default", Usage.TLS_SERVER, Algorithm.EC_P256, Map.of());
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 16; i++) {
            tags.put("e".repeat(62) + (10 + i), "😀".repeat(256));
            tags.put("q".repeat(62) + (10 + i), "\"".repeat(256));
        }
        String subject = "UID=" + "a".repeat(256) + (",UID=" + "😀".repeat(256)).repeat(3);

        CsrView csr = certification
                .requests
                .submit(CALLER, "r", Submissions.ofKey(key.id(), subject, PROFILE, List.of("gateway.q"), null, tags))
                .csr();

        assertThat(certification.requests.get("default", csr.id()).subject()).isEqualTo(subject);
    }

    @Test
    void refusesASubjectThatIsLongerThanItKeeps() {
        KeyEntry key = certification.heldKey("default", Usage.TLS_SERVER, Algorithm.EC_P256, Map.of());
        String subject = "UID=" + "a".repeat(256) + (",UID=" + "a".repeat(256)).repeat(15);

        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(key.id(), subject, PROFILE, List.of("gateway.q"), null, Map.of())),
                "subject.length");
    }

    @Test
    void certifiesNoHostThroughTheCommonName() {
        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofCsr(
                                certification.csr(Algorithm.EC_P256, "CN=www.bank.com", "spiffe://q/x"),
                                "internal-mtls")),
                "subject.common_name");
        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofCsr(
                                certification.csr(Algorithm.ML_DSA_65, "CN=www.bank.com", "keycloak.q"),
                                "keycloak-jwt")),
                "subject.common_name");
        assertThat(certification
                        .requests
                        .submit(
                                CALLER,
                                "r",
                                Submissions.ofCsr(
                                        certification.csr(Algorithm.EC_P256, "CN=orders", "spiffe://q/x"),
                                        "internal-mtls"))
                        .created())
                .isTrue();
    }

    @Test
    void namesWhereTheCallerPutAName() {
        String csr = certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q", "evil.test");

        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> certification.requests.submit(
                        CALLER, "r", Submissions.ofCsr(csr, PROFILE, "gateway.q", "GATEWAY.q", "evil.example")))
                .satisfies(refusal -> assertThat(refusal.details())
                        .extracting(ErrorDetail::field, ErrorDetail::value)
                        .containsExactly(tuple("subject_alt_names[2]", "evil.example"), tuple("csr", "evil.test")));
    }

    @Test
    void refusesAKeyThatWasMadeForSomethingElse() {
        KeyEntry key = certification.heldKey("default", Usage.CODE_SIGNING, Algorithm.EC_P256, Map.of());

        Expect.refusal(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(key.id(), "CN=gateway.q", PROFILE, List.of("gateway.q"), null, Map.of())),
                "usage");
    }

    @Test
    void refusesTagsThatContradictThoseOfTheKey() {
        KeyEntry key = certification.heldKey(
                "default", Usage.TLS_SERVER, Algorithm.EC_P256, Map.of("env", "prod", "service", "apisix"));

        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> certification.requests.submit(
                        CALLER,
                        "r",
                        Submissions.ofKey(
                                key.id(),
                                "CN=gateway.q",
                                PROFILE,
                                List.of("gateway.q"),
                                null,
                                Map.of("env", "dev", "service", "other", "team", "x"))),
                "tags.env",
                "tags.service");
    }

    @Test
    void refusesBothOrNeitherOfCsrAndKey() {
        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> certification.requests.submit(
                        CALLER, "r", new CsrSubmission(null, PROFILE, null, null, null, null, null, null)),
                "csr.or_key_id");
        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> certification.requests.submit(
                        CALLER, "r", new CsrSubmission("csr", PROFILE, null, null, "key", "CN=a", null, null)),
                "csr.or_key_id");
    }

    @Test
    void isNotFoundByAnotherTenant() {
        String id = submit(certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q"))
                .csr()
                .id();

        Expect.refusal(ErrorCode.NOT_FOUND, () -> certification.requests.get("other", id), "not_found");
    }

    @Test
    void areListedNewestFirstEachOnce() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            certification.now = certification.now.plusMillis(1);
            made.addFirst(submit(certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q"))
                    .csr()
                    .id());
        }

        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<CsrView> page = certification.requests.list("default", PageRequest.parse(Optional.of("2"), cursor));
            page.items().forEach(csr -> listed.add(csr.id()));
            cursor = Optional.ofNullable(page.nextCursor());
        } while (cursor.isPresent());

        assertThat(listed).startsWith(made.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    private CsrService.Submitted submit(String csr) {
        return certification.requests.submit(CALLER, "r", Submissions.ofCsr(csr, PROFILE));
    }

    private long count(String query) {
        return certification.database.read(
                session -> session.createNativeQuery(query, Long.class).getSingleResult());
    }
}
