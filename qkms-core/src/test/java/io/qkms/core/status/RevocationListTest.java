package io.qkms.core.status;

import static io.qkms.core.status.StatusFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.status.RevocationList.Header;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.SerialNumber;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.OpenSsl;
import io.qkms.testsupport.Result;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationListTest {
    private static final Header HEADER = new Header(BigInteger.valueOf(7), NOW, NOW.plus(Duration.ofDays(7)));
    private static final SerialNumber FIRST = new SerialNumber(BigInteger.valueOf(0x1000));
    private static final SerialNumber SECOND = new SerialNumber(BigInteger.ONE.shiftLeft(126));
    private static final Instant REVOKED_AT = NOW.minusSeconds(90);

    private final StatusFixture ca = StatusFixture.ecdsa();

    @Test
    void isVersion2WithIssuerTimesNumberAndAuthorityKeyIdentifier() throws Exception {
        X509CRLHolder list = new X509CRLHolder(
                RevocationList.sign(ca.issuer(), HEADER, List.of()).encoded());

        assertThat(list.toASN1Structure().getVersionNumber()).isEqualTo(2);
        assertThat(list.getIssuer().getEncoded())
                .isEqualTo(ca.certificate().subject().encoded());
        assertThat(list.getThisUpdate()).isEqualTo(Date.from(HEADER.thisUpdate()));
        assertThat(list.getNextUpdate()).isEqualTo(Date.from(HEADER.nextUpdate()));
        assertThat(ASN1Integer.getInstance(
                                list.getExtension(Extension.cRLNumber).getParsedValue())
                        .getValue())
                .isEqualTo(7);
        assertThat(AuthorityKeyIdentifier.getInstance(list.getExtension(Extension.authorityKeyIdentifier)
                                .getParsedValue())
                        .getKeyIdentifierOctets())
                .isEqualTo(ca.certificate().subjectKeyIdentifier().orElseThrow());
        assertThat(list.getCriticalExtensionOIDs()).isEmpty();
    }

    @Test
    void leavesTheListOfEntriesOutWhenNothingIsRevoked() throws Exception {
        X509CRLHolder list = new X509CRLHolder(
                RevocationList.sign(ca.issuer(), HEADER, List.of()).encoded());

        assertThat(list.toASN1Structure().getTBSCertList().toASN1Primitive())
                .asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.type(org.bouncycastle.asn1.ASN1Sequence.class))
                .satisfies(fields -> assertThat(fields.size()).isEqualTo(6));
    }

    @Test
    void writesDateReasonAndInvalidityDateOfEachEntry() throws Exception {
        Instant invalidSince = NOW.minus(Duration.ofDays(3));
        X509CRLHolder list = holder(
                new RevokedCertificate(FIRST, REVOKED_AT, RevocationReason.KEY_COMPROMISE, invalidSince),
                new RevokedCertificate(SECOND, REVOKED_AT, RevocationReason.UNSPECIFIED, null));

        X509CRLEntryHolder first = list.getRevokedCertificate(FIRST.value());
        assertThat(first.getRevocationDate()).isEqualTo(Date.from(REVOKED_AT));
        assertThat(ASN1Enumerated.getInstance(
                                first.getExtension(Extension.reasonCode).getParsedValue())
                        .intValueExact())
                .isEqualTo(1);
        assertThat(ASN1GeneralizedTime.getInstance(
                                first.getExtension(Extension.invalidityDate).getParsedValue())
                        .getDate())
                .isEqualTo(Date.from(invalidSince));
        assertThat(list.getRevokedCertificate(SECOND.value()).hasExtensions()).isFalse();
    }

    @Test
    void writesGeneralizedTimeFrom2050On() throws Exception {
        Instant thisUpdate = Instant.parse("2049-12-31T23:59:59Z");
        X509CRLHolder list = new X509CRLHolder(RevocationList.sign(
                        ca.issuer(), new Header(BigInteger.ONE, thisUpdate, thisUpdate.plusSeconds(1)), List.of())
                .encoded());

        assertThat(list.toASN1Structure().getThisUpdate().toASN1Primitive())
                .isInstanceOf(org.bouncycastle.asn1.ASN1UTCTime.class);
        assertThat(list.toASN1Structure().getNextUpdate().toASN1Primitive()).isInstanceOf(ASN1GeneralizedTime.class);
        assertThat(list.getNextUpdate()).isEqualTo(Date.from(thisUpdate.plusSeconds(1)));
    }

    @Test
    void isDerWhateverItsLength() throws Exception {
        for (int entries : List.of(1, 3, 10, 2_000, 5_000)) {
            byte[] encoded =
                    RevocationList.sign(ca.issuer(), HEADER, entries(entries)).encoded();

            X509CRLHolder parsed = new X509CRLHolder(encoded);
            assertThat(parsed.getRevokedCertificates()).hasSize(entries);
            assertThat(parsed.toASN1Structure().getEncoded("DER")).isEqualTo(encoded);
        }
    }

    @Test
    void refusesEntriesThatAreOutOfOrderOrDoubled() {
        RevokedCertificate first = new RevokedCertificate(FIRST, REVOKED_AT, RevocationReason.SUPERSEDED, null);
        RevokedCertificate second = new RevokedCertificate(SECOND, REVOKED_AT, RevocationReason.SUPERSEDED, null);

        assertThatThrownBy(() -> holder(second, first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> holder(first, first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNumbersAndTimesThatNoListCanHave() {
        Instant later = NOW.plusSeconds(1);

        assertThatThrownBy(() -> new Header(BigInteger.ONE.negate(), NOW, later))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header(BigInteger.ONE.shiftLeft(159), NOW, later))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header(BigInteger.ONE, NOW, NOW)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needsTheIssuersCertificate() {
        Issuer withoutCertificate = new Issuer(null, ca.issuer().primary(), null);

        assertThatThrownBy(() -> RevocationList.sign(withoutCertificate, HEADER, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256"})
    void isJudgedRightByOpenSsl(Algorithm algorithm, @TempDir Path folder) throws Exception {
        OpenSsl openSsl = Judges.openSsl();
        StatusFixture issuer = StatusFixture.ca(algorithm);
        SerialNumber revokedSerial = SerialNumber.random(new java.security.SecureRandom());
        Path caFile =
                Files.writeString(folder.resolve("ca.pem"), issuer.certificate().pem());
        Path revoked = Files.writeString(
                folder.resolve("revoked.pem"), issuer.leaf(revokedSerial).pem());
        Path good =
                Files.writeString(folder.resolve("good.pem"), issuer.leaf(FIRST).pem());
        RevocationList list = RevocationList.sign(
                issuer.issuer(),
                HEADER,
                List.of(new RevokedCertificate(
                        revokedSerial, REVOKED_AT, RevocationReason.KEY_COMPROMISE, NOW.minusSeconds(500))));
        Path crl = Files.writeString(folder.resolve("list.crl"), list.pem());

        Result text =
                openSsl.run("crl", "-in", crl.toString(), "-CAfile", caFile.toString(), "-verify", "-noout", "-text");
        assertThat(text.ok()).as(text.toString()).isTrue();
        assertThat(text.toString())
                .contains("verify OK", "Version 2", "X509v3 CRL Number", "Key Compromise", "Invalidity Date")
                .contains(revokedSerial.toString().substring(2));
        Result valid = verify(openSsl, caFile, crl, good);
        assertThat(valid.ok()).as(valid.toString()).isTrue();
        Result refused = verify(openSsl, caFile, crl, revoked);
        assertThat(refused.ok()).isFalse();
        assertThat(refused.toString()).contains("certificate revoked");
    }

    private static Result verify(OpenSsl openSsl, Path ca, Path crl, Path certificate) {
        return openSsl.run(
                "verify", "-CAfile", ca.toString(), "-crl_check", "-CRLfile", crl.toString(), certificate.toString());
    }

    private X509CRLHolder holder(RevokedCertificate... revoked) throws Exception {
        return new X509CRLHolder(
                RevocationList.sign(ca.issuer(), HEADER, List.of(revoked)).encoded());
    }

    private static List<RevokedCertificate> entries(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new RevokedCertificate(
                        new SerialNumber(BigInteger.valueOf(i)), REVOKED_AT, RevocationReason.SUPERSEDED, null))
                .toList();
    }
}
