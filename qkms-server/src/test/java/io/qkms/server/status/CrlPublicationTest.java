package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.server.certificate.RevocationPublisher;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class CrlPublicationTest {
    private final StatusBed bed;
    private final StatusIssuer root;
    private final StatusIssuer issuer;

    CrlPublicationTest(TestDatabase testDatabase) {
        bed = new StatusBed(testDatabase);
        root = bed.authorities().root(Algorithm.EC_P256);
        issuer = bed.authorities().below(root, Algorithm.EC_P256);
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
    }

    @Test
    void publishesAFirstListOfEveryAuthorityWhenTheServerStarts() {
        StatusFeature node = bed.node();

        PublishedCrl list = node.lists().inMemory(Optional.of(issuer.id())).orElseThrow();

        assertThat(list.number()).isEqualTo(1);
        assertThat(list.thisUpdate()).isEqualTo(bed.now());
        assertThat(list.nextUpdate()).isEqualTo(bed.now().plus(TestAuthorities.CRL_PERIOD));
        assertThat(StatusBed.parse(list).getRevokedCertificates()).isEmpty();
        assertThat(node.lists().inMemory(Optional.of(root.id()))).isPresent();
    }

    @Test
    void answersARevocationWhenTheListThatHoldsItIsServed() {
        StatusFeature node = bed.node();
        Certificate certificate = bed.authorities().leaf(issuer);

        RevocationPublisher.Publication publication = bed.revoke(node, issuer, certificate);

        PublishedCrl list = node.lists().inMemory(Optional.of(issuer.id())).orElseThrow();
        X509CRLEntryHolder entry =
                StatusBed.parse(list).getRevokedCertificate(certificate.serial().value());
        assertThat(entry.getRevocationDate()).isEqualTo(Date.from(bed.now()));
        assertThat(list.number()).isEqualTo(2);
        assertThat(publication.publishedAt()).isEqualTo(list.thisUpdate());
        assertThat(publication.visibleInOcspAt()).isEqualTo(bed.now().plusSeconds(1));
    }

    @Test
    void holdsWhatIsOnHold() {
        StatusFeature node = bed.node();
        Certificate certificate = bed.authorities().leaf(issuer);
        bed.revokeUnpublished(node, issuer, certificate.serial(), "ON_HOLD", RevocationReason.CERTIFICATE_HOLD);

        node.revocations().publish(issuer.id(), certificate.serial());

        assertThat(serials(node)).containsExactly(certificate.serial().value());
    }

    @Test
    void ownsTheRevocationsOfItsIssuerAlone() {
        StatusIssuer other = bed.authorities().below(root, Algorithm.EC_P256);
        StatusFeature node = bed.node();
        bed.revoke(node, other, bed.authorities().leaf(other));

        assertThat(serials(node)).isEmpty();
    }

    @Test
    void dropsAnExpiredCertificateOnlyAfterAListThatWasIssuedWhenItHadExpired() {
        StatusFeature node = bed.node();
        Certificate certificate = bed.authorities().leaf(issuer, Duration.ofHours(1));
        bed.revoke(node, issuer, certificate);

        bed.pass(Duration.ofHours(2));
        node.lists().refresh(Optional.of(issuer.id()));
        assertThat(serials(node)).containsExactly(certificate.serial().value());

        bed.pass(Duration.ofHours(1));
        node.lists().refresh(Optional.of(issuer.id()));
        assertThat(serials(node)).isEmpty();
    }

    @Test
    void countsOnAcrossRestarts() {
        StatusFeature before = bed.node();
        bed.revoke(before, issuer, bed.authorities().leaf(issuer));
        bed.revoke(before, issuer, bed.authorities().leaf(issuer));

        StatusFeature after = bed.node();

        assertThat(number(after)).isEqualTo(3);
        assertThat(serials(after)).hasSize(2);
        bed.revoke(after, issuer, bed.authorities().leaf(issuer));
        assertThat(number(after)).isEqualTo(4);
    }

    @Test
    void publishesAtStartWhatACrashHasLeftUnpublished() {
        StatusFeature before = bed.node();
        Certificate certificate = bed.authorities().leaf(issuer);
        bed.revokeUnpublished(before, issuer, certificate.serial(), "REVOKED", RevocationReason.SUPERSEDED);
        assertThat(serials(before)).isEmpty();

        StatusFeature after = bed.node();

        assertThat(serials(after)).containsExactly(certificate.serial().value());
    }

    @Test
    void publishesForANodeThatDiedBeforeItCould() {
        StatusFeature dead = bed.node();
        StatusFeature alive = bed.otherNode();
        Certificate certificate = bed.authorities().leaf(issuer);
        bed.revokeUnpublished(dead, issuer, certificate.serial(), "REVOKED", RevocationReason.SUPERSEDED);

        alive.schedule().look();
        assertThat(serials(alive)).as("its own node has a moment to do it").isEmpty();
        bed.pass(Duration.ofSeconds(3));
        alive.schedule().look();

        assertThat(serials(alive)).containsExactly(certificate.serial().value());
        long number = number(alive);
        alive.schedule().look();
        assertThat(number(alive)).as("once").isEqualTo(number);
    }

    @Test
    void signsAnewBeforeTheEndAlsoWhenNothingWasRevoked() {
        StatusFeature node = bed.node();

        bed.pass(Duration.ofDays(6));
        node.schedule().look();
        assertThat(number(node)).isEqualTo(1);

        bed.pass(Duration.ofHours(8));
        node.schedule().look();
        assertThat(number(node)).isEqualTo(2);
        assertThat(list(node).nextUpdate()).isEqualTo(bed.now().plus(TestAuthorities.CRL_PERIOD));
    }

    @Test
    void letsOneOfTwoNodesSignAnew() {
        StatusFeature one = bed.node();
        StatusFeature other = bed.otherNode();
        bed.pass(Duration.ofDays(6).plusHours(8));

        one.schedule().look();
        other.schedule().look();

        assertThat(number(one)).isEqualTo(2);
        assertThat(number(other)).isEqualTo(2);
    }

    @Test
    void signsNoRootsListByTheClock() {
        StatusFeature node = bed.node();
        bed.pass(Duration.ofDays(6).plusHours(23));

        node.schedule().look();

        assertThat(node.lists().inMemory(Optional.of(root.id())).orElseThrow().number())
                .isEqualTo(1);
    }

    @Test
    void signsARootsListAtStartWhenHalfOfItsTimeIsOver() {
        bed.node();
        bed.pass(Duration.ofDays(4));

        assertThat(bed.node()
                        .lists()
                        .inMemory(Optional.of(root.id()))
                        .orElseThrow()
                        .number())
                .isEqualTo(2);
    }

    @Test
    void goesOnWithTheOthersWhileARootIsSealed() {
        bed.authorities().seal(root);

        StatusFeature node = bed.node();

        assertThat(number(node)).isEqualTo(1);
        assertThatThrownBy(() -> node.lists().current(Optional.of(root.id())))
                .isInstanceOfSatisfying(
                        QkmsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(node.lists().refresh(Optional.empty()))
                .extracting(PublishedCrl::issuerId)
                .contains(issuer.id())
                .doesNotContain(root.id());
    }

    @Test
    void numbersRiseStrictlyWhileTwoNodesRevokeAtOnce() throws Exception {
        StatusFeature one = bed.node();
        StatusFeature other = bed.otherNode();
        List<Certificate> certificates = IntStream.range(0, 24)
                .mapToObj(i -> bed.authorities().leaf(issuer))
                .toList();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RevocationPublisher.Publication>> revocations = threads.invokeAll(IntStream.range(0, 24)
                    .<Callable<RevocationPublisher.Publication>>mapToObj(
                            i -> () -> bed.revoke(i % 2 == 0 ? one : other, issuer, certificates.get(i)))
                    .toList());
            for (Future<RevocationPublisher.Publication> revocation : revocations) {
                assertThat(revocation.get().publishedAt()).isNotNull();
            }
        }

        List<Long> published = bed.database()
                .read(session -> session.createNativeQuery(
                                "select body from audit_event where type = 'io.qkms.crl.published' and subject = :issuer"
                                        + " order by ordinal",
                                String.class)
                        .setParameter("issuer", issuer.id())
                        .getResultStream()
                        .map(body -> Long.parseLong(body.replaceAll(".*\"number\":(\\d+).*", "$1")))
                        .toList());
        assertThat(new HashSet<>(published)).as("no number twice").hasSameSizeAs(published);
        assertThat(published).contains(1L).hasSizeLessThanOrEqualTo(25);
        assertThat(published.stream().mapToLong(Long::longValue).max()).hasValue(published.size());
        StatusFeature fresh = bed.node();
        assertThat(serials(fresh))
                .containsExactlyInAnyOrderElementsOf(
                        certificates.stream().map(c -> c.serial().value()).toList());
    }

    @Test
    void hearsOfAnotherNodesList() {
        StatusFeature one = bed.node();
        StatusFeature other = bed.otherNode();
        Certificate certificate = bed.authorities().leaf(issuer);

        bed.revoke(one, issuer, certificate);

        Eventually.holds(() ->
                assertThat(serials(other)).containsExactly(certificate.serial().value()));
    }

    @Test
    void keepsListsThatAreLongerThanOneColumn() {
        StatusFeature node = bed.node();
        fill(28_000);

        node.lists().refresh(Optional.of(issuer.id()));

        assertThat(list(node).der()).hasSizeGreaterThan(1 << 20);
        PublishedCrl reloaded =
                bed.node().lists().inMemory(Optional.of(issuer.id())).orElseThrow();
        assertThat(reloaded.der()).isEqualTo(list(node).der());
        assertThat(StatusBed.parse(reloaded).getRevokedCertificates()).hasSize(28_000);
    }

    private void fill(int count) {
        bed.database().inTransaction(transaction -> {
            for (int i = 0; i < count; i++) {
                transaction
                        .session()
                        .createNativeMutationQuery("insert into certificate (serial, tenant_id, repository, issuer_id,"
                                + " subject, subject_digest, subject_alt_names, algorithm, public_key_digest, not_before,"
                                + " not_after, status, revoked_at, revocation_reason, crl_shard, created_at, der)"
                                + " values (:serial, 'default', 1, :issuer, 'CN=x', :digest, '', 'x', :digest, :now,"
                                + " :until, 'REVOKED', :now, 4, 0, :now, :digest)")
                        .setParameter(
                                "serial", "0x%032X".formatted(0x4000_0000L * 1000 + i * 7919L + issuer.hashCode()))
                        .setParameter("issuer", issuer.id())
                        .setParameter("digest", new byte[16])
                        .setParameter("now", bed.now())
                        .setParameter("until", bed.now().plus(Duration.ofDays(9)))
                        .executeUpdate();
            }
        });
    }

    private PublishedCrl list(StatusFeature node) {
        return node.lists().inMemory(Optional.of(issuer.id())).orElseThrow();
    }

    private long number(StatusFeature node) {
        return list(node).number();
    }

    private List<java.math.BigInteger> serials(StatusFeature node) {
        return StatusBed.parse(list(node)).getRevokedCertificates().stream()
                .map(entry -> ((X509CRLEntryHolder) entry).getSerialNumber())
                .toList();
    }
}
