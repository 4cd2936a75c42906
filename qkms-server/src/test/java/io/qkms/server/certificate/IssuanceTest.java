package io.qkms.server.certificate;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.Validity;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEachDatabase
class IssuanceTest {
    private final Certification certification;

    IssuanceTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void makesACertificateThatOpenSslVerifiesUpToTheRoot(@TempDir Path directory) throws IOException {
        CertificateService.Issued issued = issue(submit(Algorithm.ML_DSA_65, "apisix-edge", "gateway.q", "10.0.0.5"));

        assertVerifiedByOpenSsl(directory, issued);
        Certificate certificate = Certificate.parse("certificate", issued.certificate());
        assertThat(certificate.subject()).hasToString("CN=gateway.q");
        assertThat(certificate.subjectAlternativeNames())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("gateway.q", "10.0.0.5");
        assertThat(certificate.issuer()).hasToString("CN=Q-KMS Edge CA,O=Q-KMS");
        assertThat(certificate.notAfter())
                .isEqualTo(certification.now.minus(Validity.CLOCK_SKEW).plus(Duration.ofDays(90)));
        assertThat(issued.expiresAt()).isEqualTo(certificate.notAfter());
    }

    @Test
    void givesAClassicalKeyAChainThatIsClassicalAllTheWay(@TempDir Path directory) throws IOException {
        CertificateService.Issued issued = issue(submit(Algorithm.EC_P256, "apisix-edge", "gateway.q"));

        assertVerifiedByOpenSsl(directory, issued);
        assertThat(issued.chain())
                .extracting(pem -> Certificate.parse("chain", pem).algorithm())
                .containsExactly(Algorithm.EC_P256, Algorithm.EC_P384);
    }

    @Test
    void namesWhereTheStatusIs() {
        Certificate certificate = Certificate.parse(
                "certificate",
                issue(submit(Algorithm.ML_DSA_44, "apisix-edge", "gateway.q")).certificate());

        String issuer = certification.authorities.all().stream()
                .filter(authority -> authority.name().equals("edge"))
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(certificate.caIssuersUrl()).hasValue("http://pki.q:8080/v1/ca/" + issuer + "/certificate");
        assertThat(certificate.crlUrl()).hasValue("http://pki.q:8080/v1/crl?issuer=" + issuer);
        assertThat(certificate.ocspUrl()).hasValue("http://pki.q:8080/v1/ocsp");
        assertThat(certificate.deltaCrlUrl()).isEmpty();
    }

    @Test
    void closesTheRequestWithTheSerialNumber() {
        String csrId = submit(Algorithm.ML_DSA_65, "apisix-edge", "gateway.q");

        CertificateService.Issued issued = issue(csrId);

        assertThat(Submissions.status(certification.requests, csrId)).isEqualTo("ISSUED " + issued.serial());
    }

    @Test
    void refusesASecondCertificateAndNamesTheFirst() {
        String csrId = submit(Algorithm.ML_DSA_65, "apisix-edge", "gateway.q");
        CertificateService.Issued first = issue(csrId);

        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> issue(csrId))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_ISSUED);
                    assertThat(refusal.details().getFirst().field()).isEqualTo("csr_id");
                    assertThat(refusal.details().getFirst().rule()).isEqualTo("already_issued");
                    assertThat(refusal.details().getFirst().value()).isEqualTo(first.serial());
                });
    }

    @Test
    void issuesOnceThoughManyAskTwoNodesAtTheSameTime() throws Exception {
        String csrId = submit(Algorithm.EC_P256, "apisix-edge", "gateway.q");
        try (Certification other = certification.another();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<CertificateService.Issued>> attempts = IntStream.range(0, 8)
                    .<Callable<CertificateService.Issued>>mapToObj(
                            i -> () -> (i % 2 == 0 ? certification : other).certificates.issue(CALLER, "r", csrId))
                    .toList();

            List<String> serials = new ArrayList<>();
            int refused = 0;
            for (Future<CertificateService.Issued> attempt : threads.invokeAll(attempts)) {
                try {
                    serials.add(attempt.get().serial());
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    QkmsException.class,
                                    refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_ISSUED));
                    refused++;
                }
            }

            assertThat(serials).hasSize(1);
            assertThat(refused).isEqualTo(7);
        }
        assertThat(count("select count(*) from certificate where csr_id = '" + csrId + "'"))
                .isEqualTo(1);
    }

    @Test
    void issuesNothingForARequestThatIsNotTheTenants() {
        String csrId = submit(Algorithm.EC_P256, "apisix-edge", "gateway.q");

        assertRefused(ErrorCode.NOT_FOUND, () -> certification.certificates.issue(STRANGER, "r", csrId));
    }

    @Test
    void issuesNothingForARequestThatWasOpenForTooLong() {
        String csrId = submit(Algorithm.EC_P256, "apisix-edge", "gateway.q");
        certification.now = certification.now.plus(Duration.ofDays(30));

        assertRefused(ErrorCode.CONFLICT, () -> issue(csrId));
    }

    @Test
    void issuesNothingWhileTheAuthoritysSlotIsSealed() {
        String csrId = submit(Algorithm.ML_DSA_65, "internal-mtls", "a.internal.q");
        certification.seal("ca");
        try (Certification restarted = certification.another()) {
            assertRefused(ErrorCode.UNAVAILABLE, () -> restarted.certificates.issue(CALLER, "r", csrId));
        }
        assertThat(Submissions.status(certification.requests, csrId)).isEqualTo("APPROVED null");
    }

    @Test
    void writesOneEventAndOneOutboxEntryWithTheCertificate() {
        CertificateService.Issued issued = issue(submit(Algorithm.EC_P256, "apisix-edge", "gateway.q"));

        assertThat(count("select count(*) from audit_event e join outbox o on o.event_id = e.id"
                        + " where e.type = 'io.qkms.certificate.issued' and e.subject = '" + issued.serial() + "'"))
                .isEqualTo(1);
    }

    @Test
    void keepsItsPartitionOfTheListForLife() {
        CertificateService.Issued first = issue(submit(Algorithm.EC_P256, "apisix-edge", "gateway.q"));
        try (Certification restarted = certification.another()) {
            CertificateService.Issued second =
                    restarted.certificates.issue(CALLER, "r", submit(Algorithm.EC_P256, "apisix-edge", "b.gateway.q"));

            assertThat(count("select count(distinct crl_partition_id) from certificate where serial in ('"
                            + first.serial() + "', '" + second.serial() + "')"))
                    .isEqualTo(1);
        }
    }

    @Test
    void isFoundBySerialNumberInEitherCaseWithOrWithoutPrefix() {
        CertificateService.Issued issued = issue(submit(Algorithm.EC_P256, "apisix-edge", "gateway.q"));
        String digits = issued.serial().substring(2).toLowerCase(java.util.Locale.ROOT);

        CertificateService.Found found =
                certification.certificates.get("default", SerialNumber.parse("serial", digits));

        assertThat(found.view().serial()).isEqualTo(issued.serial());
        assertThat(found.view().certificate()).isEqualTo(issued.certificate());
        assertThat(found.view().chain()).isEqualTo(issued.chain());
        assertThat(found.view().status()).isEqualTo(CertificateStatus.ISSUED);
    }

    @Test
    void isNotFoundByAnotherTenant() {
        CertificateService.Issued issued = issue(submit(Algorithm.EC_P256, "apisix-edge", "gateway.q"));

        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> certification.certificates.get("other", SerialNumber.parse("serial", issued.serial())));
    }

    @Test
    void showsAnAuthoritysCertificateToAll() {
        Certificate root = certification.authorities.all().iterator().next().certificate();

        CertificateService.Found found = certification.certificates.get("other", root.serial());

        assertThat(found.certificate()).isEqualTo(root);
        assertThat(found.view().chain()).isEmpty();
    }

    private String submit(Algorithm algorithm, String profile, String... names) {
        return Submissions.submit(
                certification.requests, CALLER, certification.csr(algorithm, "CN=" + names[0], names), profile);
    }

    private CertificateService.Issued issue(String csrId) {
        return certification.certificates.issue(CALLER, "request", csrId);
    }

    private static void assertVerifiedByOpenSsl(Path directory, CertificateService.Issued issued) throws IOException {
        Path leaf = Files.writeString(directory.resolve("leaf.pem"), issued.certificate());
        Path intermediate =
                Files.writeString(directory.resolve("ca.pem"), issued.chain().get(0));
        Path root =
                Files.writeString(directory.resolve("root.pem"), issued.chain().get(1));
        var verdict = Judges.openSsl()
                .run(
                        "verify",
                        "-x509_strict",
                        "-purpose",
                        "sslserver",
                        "-attime",
                        "1795600000",
                        "-CAfile",
                        root.toString(),
                        "-untrusted",
                        intermediate.toString(),
                        leaf.toString());
        assertThat(verdict.ok()).as(verdict.toString()).isTrue();
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(call::run)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private long count(String query) {
        return certification.database.read(
                session -> session.createNativeQuery(query, Long.class).getSingleResult());
    }
}
