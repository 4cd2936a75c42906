package io.qkms.server.certificate;

import static io.qkms.server.certificate.Certification.CALLER;
import static io.qkms.server.certificate.Certification.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.key.Usage;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.access.Caller;
import io.qkms.server.csr.Submissions;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class CertificateListTest {
    private final Certification certification;

    CertificateListTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
    }

    @BeforeEach
    void beginWithNoLeaf() {
        certification.database.inTransaction(transaction -> {
            var session = transaction.session();
            session.createNativeMutationQuery("delete from certificate_name").executeUpdate();
            session.createNativeMutationQuery("delete from certificate where tenant_id <> 'system'")
                    .executeUpdate();
        });
    }

    @AfterEach
    void close() {
        certification.close();
    }

    @Test
    void beginsWithTheLatestAndShowsEachOnceOverAllPages() {
        List<String> serials = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            serials.addFirst(issue("apisix-edge", "a" + i + ".gateway.q"));
        }

        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<CertificateView> page =
                    certification.certificates.list("default", NONE, PageRequest.parse(Optional.of("2"), cursor));
            page.items().forEach(certificate -> listed.add(certificate.serial()));
            cursor = Optional.ofNullable(page.nextCursor());
        } while (cursor.isPresent());

        assertThat(listed).isEqualTo(serials);
    }

    @Test
    void leavesOutCertificateAndChain() {
        issue("apisix-edge", "gateway.q");

        CertificateView view = certification
                .certificates
                .list("default", NONE, new PageRequest(1, null))
                .items()
                .getFirst();

        assertThat(view.certificate()).isNull();
        assertThat(view.chain()).isNull();
        assertThat(view.subjectAltNames()).containsExactly("gateway.q");
    }

    @Test
    void showsATenantItsOwnOnly() {
        issue("apisix-edge", "gateway.q");
        String strangers = issue(STRANGER, "apisix-edge", "gateway.q");

        assertThat(certification
                        .certificates
                        .list("other", NONE, new PageRequest(50, null))
                        .items())
                .extracting(CertificateView::serial)
                .containsExactly(strangers);
    }

    @Test
    void filtersByProfile() {
        issue("apisix-edge", "gateway.q");
        String internal = issue("internal-mtls", "a.internal.q");

        assertThat(serials(filter("internal-mtls", null, null, null, null, null, null)))
                .containsExactly(internal);
    }

    @Test
    void filtersByState() {
        String issued = issue("apisix-edge", "gateway.q");
        String onHold = issue("apisix-edge", "gateway.q");
        revoke(onHold, RevocationReason.CERTIFICATE_HOLD);
        String revoked = issue("apisix-edge", "gateway.q");
        revoke(revoked, RevocationReason.SUPERSEDED);

        assertThat(serials(status(CertificateStatus.ISSUED))).containsExactly(issued);
        assertThat(serials(status(CertificateStatus.ON_HOLD))).containsExactly(onHold);
        assertThat(serials(status(CertificateStatus.REVOKED))).containsExactly(revoked);
        assertThat(serials(status(CertificateStatus.EXPIRED))).isEmpty();
        certification.now = certification.now.plus(Duration.ofDays(91));
        assertThat(serials(status(CertificateStatus.ISSUED))).isEmpty();
        assertThat(serials(status(CertificateStatus.EXPIRED))).containsExactly(onHold, issued);
        assertThat(serials(status(CertificateStatus.REVOKED))).containsExactly(revoked);
    }

    @Test
    void filtersBySubject() {
        String wanted = issue("apisix-edge", "gateway.q");
        issue("apisix-edge", "a.gateway.q");

        assertThat(serials(filter(null, null, "CN=gateway.q", null, null, null, null)))
                .containsExactly(wanted);
    }

    @Test
    void filtersByAnyName() {
        String wanted = issue("apisix-edge", "gateway.q", "10.0.0.5");
        issue("apisix-edge", "gateway.q");

        assertThat(serials(filter(null, null, null, "IP:10.0.0.5", null, null, null)))
                .containsExactly(wanted);
    }

    @Test
    void filtersByIssuer() {
        String edge = issue("apisix-edge", "gateway.q");
        issue("internal-mtls", "a.internal.q");
        String issuer = certification
                .certificates
                .get("default", SerialNumber.parse("serial", edge))
                .view()
                .issuerId();

        assertThat(serials(filter(null, null, null, null, issuer, null, null))).containsExactly(edge);
    }

    @Test
    void filtersByExpiry() {
        String early = issue("apisix-edge", "gateway.q");
        Instant between = certification.now.plus(Duration.ofDays(100));
        certification.now = certification.now.plus(Duration.ofDays(50));
        issue("apisix-edge", "gateway.q");

        assertThat(serials(filter(null, null, null, null, null, between, null))).containsExactly(early);
    }

    @Test
    void goesByExpiryWhereTheFilterIsAboutThatOverAllPages() {
        List<String> serials = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // Pairs that expire in the same second.
            certification.now = certification.now.plusSeconds(i % 2);
            serials.addFirst(issue("apisix-edge", "gateway.q"));
        }
        CertificateFilter expiring =
                filter(null, null, null, null, null, certification.now.plus(Duration.ofDays(91)), null);

        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<CertificateView> page =
                    certification.certificates.list("default", expiring, PageRequest.parse(Optional.of("2"), cursor));
            page.items().forEach(certificate -> listed.add(certificate.serial()));
            cursor = Optional.ofNullable(page.nextCursor());
        } while (cursor.isPresent());

        assertThat(listed).isEqualTo(serials);
    }

    @Test
    void refusesTheCursorOfAListInAnotherOrder() {
        issue("apisix-edge", "a.gateway.q");
        issue("apisix-edge", "b.gateway.q");
        Optional<String> cursor = Optional.ofNullable(certification
                .certificates
                .list("default", NONE, new PageRequest(1, null))
                .nextCursor());

        Expect.refusal(
                ErrorCode.MALFORMED_REQUEST,
                () -> certification.certificates.list(
                        "default", status(CertificateStatus.EXPIRED), PageRequest.parse(Optional.empty(), cursor)),
                "cursor");
    }

    @Test
    void filtersByKey() {
        KeyEntry key = certification.heldKey("default", Usage.TLS_SERVER, Algorithm.EC_P256, Map.of());
        String csrId = Submissions.submit(
                certification.requests, CALLER, key.id(), "CN=gateway.q", "apisix-edge", List.of("gateway.q"));
        String wanted = certification.certificates.issue(CALLER, "r", csrId).serial();
        issue("apisix-edge", "gateway.q");

        assertThat(serials(filter(null, null, null, null, null, null, key.id())))
                .containsExactly(wanted);
    }

    @Test
    void appliesAllFiltersTogether() {
        String wanted = issue("apisix-edge", "gateway.q");
        issue("internal-mtls", "a.internal.q");

        assertThat(serials(filter(
                        "apisix-edge", CertificateStatus.ISSUED, "CN=gateway.q", "DNS:gateway.q", null, null, null)))
                .containsExactly(wanted);
        assertThat(serials(filter("internal-mtls", CertificateStatus.ISSUED, "CN=gateway.q", null, null, null, null)))
                .isEmpty();
    }

    private static final CertificateFilter NONE = filter(null, null, null, null, null, null, null);

    private static CertificateFilter filter(
            @Nullable String profile,
            @Nullable CertificateStatus status,
            @Nullable String subject,
            @Nullable String name,
            @Nullable String issuer,
            @Nullable Instant expiresBefore,
            @Nullable String keyId) {
        return new CertificateFilter(profile, status, subject, name, issuer, expiresBefore, keyId);
    }

    private static CertificateFilter status(CertificateStatus status) {
        return filter(null, status, null, null, null, null, null);
    }

    private List<String> serials(CertificateFilter filter) {
        return certification.certificates.list("default", filter, new PageRequest(50, null)).items().stream()
                .map(CertificateView::serial)
                .toList();
    }

    private void revoke(String serial, RevocationReason reason) {
        certification.revocations.revoke(CALLER, "r", SerialNumber.parse("serial", serial), reason, null);
    }

    private String issue(String profile, String... names) {
        return issue(CALLER, profile, names);
    }

    private String issue(Caller caller, String profile, String... names) {
        String csrId = Submissions.submit(
                certification.requests, caller, certification.csr(Algorithm.EC_P256, "CN=" + names[0], names), profile);
        return certification.certificates.issue(caller, "r", csrId).serial();
    }
}
