package io.qkms.core.status;

import static io.qkms.core.status.StatusFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.SerialNumber;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.OpenSsl;
import io.qkms.testsupport.Result;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OcspResponseTest {
    private static final SerialNumber SERIAL = new SerialNumber(BigInteger.valueOf(0x1234567));

    private final StatusFixture ca = StatusFixture.ecdsa();

    @Test
    void answersEachCertificateWithTheIdThatWasAsked() throws Exception {
        CertificateId sha1 = CertificateId.of(CertificateId.Hash.SHA_1, ca.certificate(), SERIAL);
        CertificateId sha256 = CertificateId.of(CertificateId.Hash.SHA_256, ca.certificate(), SERIAL);

        SingleResp[] responses = basic(OcspResponse.successful(
                        ca.responder(),
                        NOW,
                        List.of(
                                single(sha1, new CertificateStatus.Good()),
                                single(sha256, new CertificateStatus.Unknown())),
                        null))
                .getResponses();

        assertThat(responses)
                .extracting(single -> single.getCertID().toASN1Primitive().getEncoded())
                .containsExactly(sha1.encoded(), sha256.encoded());
        assertThat(responses[0].getCertStatus()).isNull();
        assertThat(responses[1].getCertStatus()).isInstanceOf(UnknownStatus.class);
        assertThat(responses[0].getThisUpdate()).isEqualTo(Date.from(NOW));
        assertThat(responses[0].getNextUpdate()).isEqualTo(Date.from(NOW.plus(Duration.ofHours(4))));
    }

    @Test
    void saysWhenAndWhyACertificateWasRevoked() throws Exception {
        RevokedStatus revoked = (RevokedStatus) onlyStatus(
                new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.CESSATION_OF_OPERATION));

        assertThat(revoked.getRevocationTime()).isEqualTo(Date.from(NOW.minusSeconds(60)));
        assertThat(revoked.getRevocationReason()).isEqualTo(5);
    }

    @Test
    void leavesAnUnspecifiedReasonOut() throws Exception {
        RevokedStatus revoked = (RevokedStatus)
                onlyStatus(new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.UNSPECIFIED));

        assertThat(revoked.hasRevocationReason()).isFalse();
    }

    @Test
    void echoesTheNonce() throws Exception {
        byte[] nonce = new byte[128];
        Arrays.fill(nonce, (byte) 9);

        BasicOCSPResp response = basic(good(nonce));

        assertThat(ASN1OctetString.getInstance(response.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                                .getParsedValue())
                        .getOctets())
                .isEqualTo(nonce);
        assertThat(basic(good(null)).getExtensionOIDs()).isEmpty();
    }

    @Test
    void carriesTheRespondersCertificateAndNamesItsKey() throws Exception {
        OcspResponder responder = ca.responder();
        CertificateId id = CertificateId.of(CertificateId.Hash.SHA_1, ca.certificate(), SERIAL);

        BasicOCSPResp response =
                basic(OcspResponse.successful(responder, NOW, List.of(single(id, new CertificateStatus.Good())), null));

        assertThat(response.getCerts())
                .singleElement()
                .satisfies(certificate -> assertThat(certificate.getEncoded())
                        .isEqualTo(responder.certificate().encoded()));
        assertThat(response.getResponderId().toASN1Primitive().getKeyHash()).hasSize(20);
        assertThat(response.getProducedAt()).isEqualTo(Date.from(NOW));
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED_REQUEST, 1", "INTERNAL_ERROR, 2", "TRY_LATER, 3", "UNAUTHORIZED, 6"})
    void refusesWithTheStatusOfTheStandardAndNothingElse(OcspResponse.Refusal refusal, int status) throws Exception {
        OCSPResp response = new OCSPResp(OcspResponse.error(refusal).encoded());

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getResponseObject()).isNull();
        assertThat(OcspResponse.error(refusal).encoded()).hasSize(5);
    }

    @Test
    void answersForAtLeastOneCertificate() {
        assertThatThrownBy(() -> OcspResponse.successful(ca.responder(), NOW, List.of(), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAResponderWhoseCertificateIsForAnotherKey() {
        assertThatThrownBy(() -> new OcspResponder(
                        ca.responder().certificate(), ca.issuer().primary()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void matchesTheIssuerByNameAndKeyOnly() {
        CertificateId id = CertificateId.of(CertificateId.Hash.SHA_256, ca.certificate(), SERIAL);

        assertThat(id.matches(ca.certificate())).isTrue();
        assertThat(id.matches(StatusFixture.ecdsa().certificate()))
                .as("same name, another key")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256"})
    void isJudgedRightByOpenSsl(Algorithm algorithm, @TempDir Path folder) throws Exception {
        OpenSsl openSsl = Judges.openSsl();
        StatusFixture issuer = StatusFixture.ca(algorithm);
        SerialNumber revoked = new SerialNumber(BigInteger.valueOf(0x7777));
        Path caFile =
                Files.writeString(folder.resolve("ca.pem"), issuer.certificate().pem());
        OcspResponse response = OcspResponse.successful(
                issuer.responder(),
                NOW,
                List.of(
                        single(
                                CertificateId.of(CertificateId.Hash.SHA_1, issuer.certificate(), SERIAL),
                                new CertificateStatus.Good()),
                        single(
                                CertificateId.of(CertificateId.Hash.SHA_256, issuer.certificate(), revoked),
                                new CertificateStatus.Revoked(NOW.minusSeconds(60), RevocationReason.KEY_COMPROMISE))),
                null);
        Path file = Files.write(folder.resolve("response.der"), response.encoded());

        Result result = openSsl.run(
                "ocsp",
                "-respin",
                file.toString(),
                "-CAfile",
                caFile.toString(),
                "-issuer",
                caFile.toString(),
                "-serial",
                SERIAL.toString(),
                "-sha256",
                "-serial",
                revoked.toString());

        assertThat(result.ok()).as(result.toString()).isTrue();
        assertThat(result.toString())
                .contains("Response verify OK", SERIAL + ": good", revoked + ": revoked", "Reason: keyCompromise");
    }

    private OcspResponse good(byte[] nonce) {
        CertificateId id = CertificateId.of(CertificateId.Hash.SHA_1, ca.certificate(), SERIAL);
        return OcspResponse.successful(ca.responder(), NOW, List.of(single(id, new CertificateStatus.Good())), nonce);
    }

    private Object onlyStatus(CertificateStatus status) throws Exception {
        CertificateId id = CertificateId.of(CertificateId.Hash.SHA_1, ca.certificate(), SERIAL);
        return basic(OcspResponse.successful(ca.responder(), NOW, List.of(single(id, status)), null))
                .getResponses()[0]
                .getCertStatus();
    }

    private static SingleResponse single(CertificateId id, CertificateStatus status) {
        return new SingleResponse(id, status, NOW, NOW.plus(Duration.ofHours(4)));
    }

    private static BasicOCSPResp basic(OcspResponse response) throws Exception {
        return (BasicOCSPResp) new OCSPResp(response.encoded()).getResponseObject();
    }
}
