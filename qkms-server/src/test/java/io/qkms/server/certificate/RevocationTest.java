package io.qkms.server.certificate;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.CA_ADMIN;
import static io.qkms.server.certificate.Certification.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.ca.Authority;
import io.qkms.server.ca.CaStatus;
import io.qkms.server.csr.Submissions;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class RevocationTest {
    private final Certification certification;

    RevocationTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void tellsWhyWhenAndWhereItShows() {
        SerialNumber serial = issue();
        Instant since = certification.now.minus(Duration.ofHours(1));

        CertificateView view = revoke(serial, RevocationReason.KEY_COMPROMISE, since);

        assertThat(view.status()).isEqualTo(CertificateStatus.REVOKED);
        assertThat(view.revocation())
                .isEqualTo(new CertificateView.Revocation("keyCompromise", certification.now, since));
        assertThat(view.publication())
                .isEqualTo(new RevocationPublisher.Publication(
                        certification.now.plusSeconds(1), certification.now.plusSeconds(5)));
        assertThat(certification.certificates.get("default", serial).view().revocation())
                .isEqualTo(view.revocation());
    }

    @Test
    void isNotedWithTheCommitAndPublishedAfterIt() {
        SerialNumber serial = issue();

        revoke(serial, RevocationReason.SUPERSEDED, null);

        assertThat(certification.published).containsExactly("noted " + serial, "published " + serial);
    }

    @Test
    void isAuditedWithItsReason() {
        SerialNumber serial = issue();

        revoke(serial, RevocationReason.SUPERSEDED, null);

        assertThat(certification.database.<String>read(session -> session.createNativeQuery(
                                "select body from audit_event where type = 'io.qkms.certificate.revoked' and subject = '"
                                        + serial + "'",
                                String.class)
                        .getSingleResult()))
                .contains("\"reason\":\"superseded\"");
    }

    @Test
    void happensOnce() {
        SerialNumber serial = issue();
        revoke(serial, RevocationReason.SUPERSEDED, null);

        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> revoke(serial, RevocationReason.KEY_COMPROMISE, null),
                "certificate.already_revoked");
        assertThat(certification.published).hasSize(2);
    }

    @Test
    void mayFollowAHoldButNotAnotherHold() {
        SerialNumber serial = issue();
        assertThat(revoke(serial, RevocationReason.CERTIFICATE_HOLD, null).status())
                .isEqualTo(CertificateStatus.ON_HOLD);

        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> revoke(serial, RevocationReason.CERTIFICATE_HOLD, null),
                "certificate.on_hold");
        assertThat(revoke(serial, RevocationReason.KEY_COMPROMISE, null).status())
                .isEqualTo(CertificateStatus.REVOKED);
    }

    @Test
    void isRefusedForWhatHasExpired() {
        SerialNumber serial = issue();
        certification.now = certification.now.plus(Duration.ofDays(91));

        Expect.refusal(
                ErrorCode.CONFLICT, () -> revoke(serial, RevocationReason.SUPERSEDED, null), "certificate.expired");
    }

    @Test
    void isRefusedWithAnInvalidityDateInTheFuture() {
        SerialNumber serial = issue();

        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> revoke(serial, RevocationReason.KEY_COMPROMISE, certification.now.plusSeconds(1)),
                "revocation.invalidity_date");
    }

    @Test
    void cannotTouchAnotherTenantsCertificate() {
        SerialNumber serial = issue();

        Expect.refusal(
                ErrorCode.NOT_FOUND,
                () -> certification.revocations.revoke(STRANGER, "r", serial, RevocationReason.SUPERSEDED, null),
                "not_found");
    }

    @Test
    void ofAnIntermediateNeedsTheRightToAdministerAuthorities() {
        SerialNumber serial = authority("internal").certificate().serial();

        Expect.refusal(
                ErrorCode.FORBIDDEN, () -> revoke(serial, RevocationReason.CA_COMPROMISE, null), "scope.missing");
    }

    @Test
    void ofAnIntermediateStopsItFromIssuing() {
        Authority intermediate = authority("internal-classical");

        certification.revocations.revoke(
                CA_ADMIN, "r", intermediate.certificate().serial(), RevocationReason.CA_COMPROMISE, null);

        assertThat(authority("internal-classical").status()).isEqualTo(CaStatus.REVOKED);
        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> Submissions.submit(
                        certification.requests,
                        CALLER,
                        certification.csr(Algorithm.EC_P256, "CN=a.internal.q", "a.internal.q"),
                        "internal-mtls"),
                "ca.named_issuer");
    }

    @Test
    void ofAnIntermediateNeedsTheRootsSlot() {
        SerialNumber serial = authority("edge").certificate().serial();
        certification.seal("root");

        Expect.refusal(
                ErrorCode.UNAVAILABLE,
                () -> certification.revocations.revoke(CA_ADMIN, "r", serial, RevocationReason.CA_COMPROMISE, null),
                "sealed");
        assertThat(authority("edge").status()).isEqualTo(CaStatus.ACTIVE);
    }

    @Test
    void ofARootIsRefused() {
        SerialNumber serial = authority("root").certificate().serial();

        Expect.refusal(
                ErrorCode.CONFLICT,
                () -> certification.revocations.revoke(CA_ADMIN, "r", serial, RevocationReason.CA_COMPROMISE, null),
                "certificate.of_root");
    }

    private SerialNumber issue() {
        String csrId = Submissions.submit(
                certification.requests,
                CALLER,
                certification.csr(Algorithm.EC_P256, "CN=gateway.q", "gateway.q"),
                "apisix-edge");
        return SerialNumber.parse(
                "serial", certification.certificates.issue(CALLER, "r", csrId).serial());
    }

    private CertificateView revoke(SerialNumber serial, RevocationReason reason, @Nullable Instant invalidityDate) {
        return certification.revocations.revoke(CALLER, "r", serial, reason, invalidityDate);
    }

    private Authority authority(String name) {
        return certification.authorities.all().stream()
                .filter(authority -> authority.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
