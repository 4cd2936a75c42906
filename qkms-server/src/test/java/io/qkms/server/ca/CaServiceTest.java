package io.qkms.server.ca;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.CA_ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.x509.Validity;
import io.qkms.server.certificate.Certification;
import io.qkms.server.certificate.Expect;
import io.qkms.server.csr.Submissions;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import io.qkms.testsupport.Judges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEachDatabase
class CaServiceTest {
    private final Certification certification;

    CaServiceTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void beginsWithAPostQuantumAndAClassicalHierarchy() {
        assertThat(certification.authorities.all())
                .extracting(authority -> authority.repository().number() + " " + authority.kind() + " "
                        + authority.name() + " " + authority.algorithm().displayName())
                .startsWith(
                        "1 ROOT root ML-DSA-87",
                        "1 INTERMEDIATE edge ML-DSA-65",
                        "1 INTERMEDIATE internal ML-DSA-65",
                        "2 ROOT root-classical EC-P384",
                        "2 INTERMEDIATE edge-classical EC-P256",
                        "2 INTERMEDIATE internal-classical EC-P256");
    }

    @Test
    void keepsRootsKeysInOneSlotAndIntermediatesInAnother() {
        assertThat(certification.database.<List<String>>read(session -> session.createNativeQuery(
                                "select distinct c.kind || ' ' || k.slot from ca c join key_ k on k.id = c.key_id order by 1",
                                String.class)
                        .getResultList()))
                .containsExactly("INTERMEDIATE ca", "ROOT root");
    }

    @Test
    void makesTheHierarchiesOnceThoughStartedAgain() {
        List<String> before = ids();

        try (Certification restarted = certification.another()) {
            assertThat(restarted.authorities.all()).extracting(Authority::id).isEqualTo(before);
        }
    }

    @Test
    void makesThemOnceThoughTwoNodesStartAtTheSameTime() throws Exception {
        certification.database.inTransaction(transaction -> List.of(
                        "delete from certificate_name",
                        "delete from certificate",
                        "delete from crl_partition",
                        "delete from ca where kind = 'INTERMEDIATE'",
                        "delete from ca",
                        "delete from repository")
                .forEach(statement -> transaction
                        .session()
                        .createNativeMutationQuery(statement)
                        .executeUpdate()));
        Callable<List<String>> start = () -> {
            try (Certification node = certification.another()) {
                return node.authorities.all().stream().map(Authority::id).toList();
            }
        };

        List<List<String>> seen = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> node : threads.invokeAll(List.of(start, start))) {
                seen.add(node.get());
            }
        }

        assertThat(seen.get(0)).hasSize(6).isEqualTo(seen.get(1));
    }

    @Test
    void hasChainsThatOpenSslVerifies(@TempDir Path directory) throws IOException {
        for (Authority authority : certification.authorities.all(CaKind.INTERMEDIATE)) {
            Path root = Files.writeString(
                    directory.resolve("root.pem"), authority.issuers().getLast().pem());
            Path ca = Files.writeString(
                    directory.resolve("ca.pem"), authority.certificate().pem());
            var verdict = Judges.openSsl()
                    .run("verify", "-x509_strict", "-attime", "1795600000", "-CAfile", root.toString(), ca.toString());
            assertThat(verdict.ok()).as(verdict.toString()).isTrue();
        }
    }

    @Test
    void namesRootsListAndResponderInIntermediatesAndNothingInRoots() {
        Authority edge = authority("edge");
        Authority root = authority("root");

        assertThat(edge.certificate().crlUrl()).hasValue("http://pki.q:8080/v1/crl?issuer=" + root.id());
        assertThat(edge.certificate().ocspUrl()).hasValue("http://pki.q:8080/v1/ocsp");
        assertThat(edge.certificate().caIssuersUrl()).hasValue("http://pki.q:8080/v1/ca/" + root.id() + "/certificate");
        assertThat(edge.certificate().basicConstraints().pathLength()).isZero();
        assertThat(root.certificate().crlUrl()).isEmpty();
    }

    @Test
    void makesANewIntermediateThatIssuesAtOnceOnAllNodes() {
        try (Certification other = certification.another()) {
            Authority made = create(request("mtls-2", "CN=mTLS 2", "EC-P256", null, null));
            other.changes.start();
            other.authorities.start();

            assertThat(made.status()).isEqualTo(CaStatus.ACTIVE);
            assertThat(made.certificate().notAfter())
                    .isEqualTo(certification.now.minus(Validity.CLOCK_SKEW).plus(Duration.ofDays(365)));
            assertThat(other.authorities.require("id", made.id())).isEqualTo(made);
        }
    }

    @Test
    void refusesANameThatIsTaken() {
        Expect.refusal(
                ErrorCode.CONFLICT, () -> create(request("edge", "CN=Again", "EC-P256", null, null)), "ca.name_taken");
    }

    @Test
    void givesTheNameOfARevokedIntermediateToItsSuccessorWhichThenIssues() {
        certification.revokeAuthority(authority("edge").certificate().serial());
        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> certification.authorities.activeIssuer(
                        "apisix-edge", Map.of("default", "edge"), Algorithm.ML_DSA_65, null),
                "ca.named_issuer");

        Authority successor = create(request("edge", "CN=Q-KMS Edge CA 2", "ML-DSA-65", null, null));

        assertThat(certification
                        .authorities
                        .activeIssuer("apisix-edge", Map.of("default", "edge"), Algorithm.ML_DSA_65, null)
                        .authority())
                .isEqualTo(successor);
    }

    @Test
    void refusesASubjectThatAnotherAuthorityBears() {
        String root = authority("root").certificate().subject().toString();

        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> create(request("another", root, "ML-DSA-65", null, null)),
                "ca.subject_taken");
    }

    @Test
    void keepsTheRootsSlotForRoots() {
        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> create(request("another", "CN=Another", "ML-DSA-65", null, "root")),
                "slot.reserved");
    }

    @Test
    void refusesProfilesThatAreNotThere() {
        IntermediateRequest request = new IntermediateRequest(
                "x",
                "CN=X",
                "EC-P256",
                null,
                Duration.ofDays(365),
                0,
                List.of("apisix-edge", "no", "none"),
                null,
                null);

        Expect.refusal(ErrorCode.POLICY_VIOLATION, () -> create(request), "profile.unknown", "profile.unknown");
    }

    @Test
    void refusesAnAlgorithmThatThisReleaseDoesNotMake() {
        Expect.refusal(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                () -> create(request("x", "CN=X", "FALCON-512", null, null)),
                "algorithm.unavailable");
    }

    @Test
    void refusesARootThatIsNotThere() {
        Expect.refusal(
                ErrorCode.NOT_FOUND, () -> create(request("x", "CN=X", "EC-P256", "ca_none", null)), "not_found");
    }

    @Test
    void refusesAValidityBeyondTheRoots() {
        IntermediateRequest request = new IntermediateRequest(
                "x", "CN=X", "ML-DSA-65", null, Duration.ofDays(21 * 365), 0, List.of(), null, null);

        Expect.refusal(ErrorCode.POLICY_VIOLATION, () -> create(request), "validity.issuer");
    }

    @Test
    void makesNothingWhileTheRootsSlotIsSealed() {
        List<String> before = ids();
        certification.seal("root");

        Expect.refusal(ErrorCode.UNAVAILABLE, () -> create(request("sealed", "CN=X", "EC-P256", null, null)), "sealed");

        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void givesACertificateItsNumberLikeAnyOther() {
        Authority edge = authority("edge");

        assertThat(certification.database.<Long>read(session -> session.createNativeQuery(
                                "select number from certificate where serial = '"
                                        + edge.certificate().serial() + "' and tenant_id = 'system'",
                                Long.class)
                        .getSingleResult()))
                .isEqualTo(edge.certificateNumber());
    }

    @Test
    void refusesAClassicalRequestOfAProfileThatHasPostQuantumIssuersOnly() {
        Expect.refusal(
                ErrorCode.POLICY_VIOLATION,
                () -> Submissions.submit(
                        certification.requests,
                        CALLER,
                        certification.csr(Algorithm.EC_P256, "CN=keycloak.q", "keycloak.q"),
                        "keycloak-jwt"),
                "algorithm");
    }

    private Authority create(IntermediateRequest request) {
        return certification.authorities.create(CA_ADMIN, "r", request, name -> name.startsWith("apisix"));
    }

    private static IntermediateRequest request(
            String name, String subject, String algorithm, @Nullable String root, @Nullable String slot) {
        return new IntermediateRequest(
                name, subject, algorithm, null, Duration.ofDays(365), 0, List.of("apisix-edge"), root, slot);
    }

    private Authority authority(String name) {
        return certification.authorities.all().stream()
                .filter(authority -> authority.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids() {
        return certification.authorities.all().stream().map(Authority::id).collect(Collectors.toList());
    }
}
