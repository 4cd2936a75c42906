package io.qkms.server.certificate;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.key.Usage;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.Validity;
import io.qkms.server.csr.Submissions;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class RenewalTest {
    private final Certification certification;

    RenewalTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void keepsNamesProfileAndKeyWhereTheKeyIsNotHeldHere() {
        Certificate first = issueForOutsideKey();
        certification.now = certification.now.plus(Duration.ofDays(60));

        Certificate second = renew(first);

        assertThat(second.serial()).isNotEqualTo(first.serial());
        assertThat(second.subject()).isEqualTo(first.subject());
        assertThat(second.subjectAlternativeNames()).isEqualTo(first.subjectAlternativeNames());
        assertThat(second.publicKey()).isEqualTo(first.publicKey());
        assertThat(second.notAfter())
                .isEqualTo(certification.now.minus(Validity.CLOCK_SKEW).plus(Duration.ofDays(90)));
        assertThat(view(second).profile()).isEqualTo("apisix-edge");
    }

    @Test
    void takesANewVersionOfAKeyThatIsHeldHere() {
        KeyEntry key = certification.heldKey("default", Usage.TLS_SERVER, Algorithm.ML_DSA_65, Map.of());
        String csrId = Submissions.submit(
                certification.requests, CALLER, key.id(), "CN=gateway.q", "apisix-edge", List.of("gateway.q"));
        Certificate first = parse(certification.certificates.issue(CALLER, "r", csrId));

        Certificate second = renew(first);

        assertThat(second.publicKey()).isNotEqualTo(first.publicKey());
        assertThat(view(second).keyId()).isEqualTo(key.id());
    }

    @Test
    void hasARequestOfItsOwnAndNamesWhatItReplaces() {
        Certificate first = issueForOutsideKey();

        Certificate second = renew(first);

        String csrId = view(second).csrId();
        assertThat(csrId).isNotEqualTo(view(first).csrId());
        assertThat(Submissions.status(certification.requests, csrId)).isEqualTo("ISSUED " + second.serial());
        assertThat(certification.database.<String>read(session -> session.createNativeQuery(
                                "select body from audit_event where type = 'io.qkms.certificate.renewed' and subject = '"
                                        + second.serial() + "'",
                                String.class)
                        .getSingleResult()))
                .contains("\"replaces\":\"" + first.serial() + "\"");
    }

    @Test
    void isRefusedForWhatIsRevokedOnHoldOrExpired() {
        Certificate revoked = issueForOutsideKey();
        revoke(revoked, RevocationReason.SUPERSEDED);
        Certificate onHold = issueForOutsideKey();
        revoke(onHold, RevocationReason.CERTIFICATE_HOLD);
        Certificate expired = issueForOutsideKey();

        Expect.refusal(ErrorCode.CONFLICT, () -> renew(revoked), "certificate.revoked");
        Expect.refusal(ErrorCode.CONFLICT, () -> renew(onHold), "certificate.on_hold");
        certification.now = certification.now.plus(Duration.ofDays(91));
        Expect.refusal(ErrorCode.CONFLICT, () -> renew(expired), "certificate.expired");
    }

    @Test
    void isRefusedForAnAuthority() {
        Certificate root = certification.authorities.all().iterator().next().certificate();

        Expect.refusal(ErrorCode.CONFLICT, () -> renew(root), "certificate.of_authority");
    }

    @Test
    void isRefusedForAnotherTenantsCertificate() {
        Certificate first = issueForOutsideKey();

        Expect.refusal(
                ErrorCode.NOT_FOUND,
                () -> certification.certificates.renew(STRANGER, "r", first.serial()),
                "not_found");
    }

    private Certificate issueForOutsideKey() {
        String csrId = Submissions.submit(
                certification.requests,
                CALLER,
                certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q", "10.0.0.5"),
                "apisix-edge");
        return parse(certification.certificates.issue(CALLER, "r", csrId));
    }

    private Certificate renew(Certificate certificate) {
        return parse(certification.certificates.renew(CALLER, "r", certificate.serial()));
    }

    private void revoke(Certificate certificate, RevocationReason reason) {
        certification.revocations.revoke(CALLER, "r", certificate.serial(), reason, null);
    }

    private CertificateView view(Certificate certificate) {
        return certification
                .certificates
                .get(
                        "default",
                        SerialNumber.parse("serial", certificate.serial().toString()))
                .view();
    }

    private static Certificate parse(CertificateService.Issued issued) {
        return Certificate.parse("certificate", issued.certificate());
    }
}
