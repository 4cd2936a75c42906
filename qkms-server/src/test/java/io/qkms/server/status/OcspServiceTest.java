package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.status.CertificateId;
import io.qkms.core.status.CertificateId.Hash;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class OcspServiceTest {
    private static final int MALFORMED_REQUEST = 1;
    private static final int TRY_LATER = 3;
    private static final int UNAUTHORIZED = 6;

    private final StatusBed bed;
    private final StatusIssuer root;
    private final StatusIssuer issuer;
    private final StatusFeature node;
    private final Certificate certificate;

    OcspServiceTest(TestDatabase testDatabase) {
        bed = new StatusBed(testDatabase);
        root = bed.authorities().root(Algorithm.EC_P256);
        issuer = bed.authorities().below(root, Algorithm.ML_DSA_44);
        node = bed.node();
        certificate = bed.authorities().leaf(issuer);
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
    }

    @Test
    void saysGoodOfWhatWasIssuedAndNotRevoked() throws Exception {
        SingleResp single = single(ask(issuer, certificate.serial()));

        assertThat(single.getCertStatus()).isNull();
        assertThat(single.getThisUpdate()).isEqualTo(Date.from(bed.now()));
        assertThat(single.getNextUpdate()).isEqualTo(Date.from(bed.now().plus(TestAuthorities.OCSP_PERIOD)));
    }

    @Test
    void saysRevokedWithTimeAndReasonAtOnce() throws Exception {
        ask(issuer, certificate.serial());

        bed.revoke(node, issuer, certificate);

        RevokedStatus revoked =
                (RevokedStatus) single(ask(issuer, certificate.serial())).getCertStatus();
        assertThat(revoked.getRevocationTime()).isEqualTo(Date.from(bed.now()));
        assertThat(revoked.getRevocationReason()).isEqualTo(RevocationReason.KEY_COMPROMISE.code());
    }

    @Test
    void saysRevokedOnOtherNodesToo() throws Exception {
        StatusFeature other = bed.otherNode();
        byte[] question = request(null, id(Hash.SHA_1, issuer, certificate.serial()));
        assertThat(single(other.ocsp().answer(question)).getCertStatus()).isNull();

        bed.revoke(node, issuer, certificate);

        Eventually.holds(() -> assertThat(single(other.ocsp().answer(question)).getCertStatus())
                .isInstanceOf(RevokedStatus.class));
    }

    @Test
    void saysUnknownOfASerialThatWasNeverIssued() throws Exception {
        SerialNumber never = SerialNumber.random(new SecureRandom());

        assertThat(single(ask(issuer, never)).getCertStatus()).isInstanceOf(UnknownStatus.class);
        assertThat(single(ask(
                                issuer,
                                bed.authorities()
                                        .leaf(bed.authorities().below(root, Algorithm.EC_P256))
                                        .serial()))
                        .getCertStatus())
                .as("another issuer's")
                .isInstanceOf(UnknownStatus.class);
    }

    @Test
    void saysUnknownOfASerialThatNoCertificateCanHave() throws Exception {
        for (BigInteger impossible : List.of(BigInteger.ZERO, BigInteger.TEN.negate(), BigInteger.ONE.shiftLeft(999))) {
            CertID model = CertID.getInstance(
                    id(Hash.SHA_1, issuer, certificate.serial()).encoded());
            CertID asked = new CertID(
                    model.getHashAlgorithm(),
                    model.getIssuerNameHash(),
                    model.getIssuerKeyHash(),
                    new org.bouncycastle.asn1.ASN1Integer(impossible));

            OcspAnswer answer = node.ocsp()
                    .answer(new OCSPReqBuilder()
                            .addRequest(new CertificateID(asked))
                            .build()
                            .getEncoded());

            assertThat(single(answer).getCertStatus()).isInstanceOf(UnknownStatus.class);
        }
    }

    @Test
    void forgetsAnUnknownSerialAtOnceSinceItMayBeIssued() throws Exception {
        OcspAnswer unknown = ask(issuer, SerialNumber.random(new SecureRandom()));

        assertThat(unknown.freshness()).isNull();
    }

    @Test
    void answersFromMemoryUntilHalfOfTheLifeIsOver() throws Exception {
        byte[] question = request(null, id(Hash.SHA_256, issuer, certificate.serial()));
        assertThat(node.ocsp().inMemory(question)).isEmpty();
        byte[] first = node.ocsp().answer(question).encoded();

        bed.pass(Duration.ofHours(2).minusSeconds(1));
        assertThat(node.ocsp().inMemory(question).orElseThrow().encoded()).isEqualTo(first);

        bed.pass(Duration.ofSeconds(1));
        assertThat(node.ocsp().inMemory(question)).isEmpty();
        assertThat(single(node.ocsp().answer(question)).getThisUpdate()).isEqualTo(Date.from(bed.now()));
    }

    @Test
    void echoesANonceAndKeepsNoSuchAnswer() throws Exception {
        byte[] nonce = new byte[32];
        Arrays.fill(nonce, (byte) 7);
        byte[] question = request(nonce, id(Hash.SHA_1, issuer, certificate.serial()));

        OcspAnswer answer = node.ocsp().answer(question);

        assertThat(basic(answer)
                        .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                        .getParsedValue())
                .isEqualTo(new DEROctetString(nonce));
        assertThat(answer.freshness()).isNull();
        assertThat(node.ocsp().inMemory(question)).isEmpty();
    }

    @Test
    void answersSeveralCertificatesWithTheHashesThatWereAsked() throws Exception {
        Certificate another = bed.authorities().leaf(issuer);
        bed.revoke(node, issuer, another);

        SingleResp[] responses = basic(node.ocsp()
                        .answer(request(
                                null,
                                id(Hash.SHA_1, issuer, certificate.serial()),
                                id(Hash.SHA_256, issuer, another.serial()))))
                .getResponses();

        assertThat(responses).hasSize(2);
        assertThat(responses[0].getCertStatus()).isNull();
        assertThat(responses[1].getCertStatus()).isInstanceOf(RevokedStatus.class);
        assertThat(responses[1].getCertID().getHashAlgOID().getId()).isEqualTo("2.16.840.1.101.3.4.2.1");
    }

    @Test
    void refusesAForeignIssuer() {
        byte[] question =
                request(null, CertificateId.of(Hash.SHA_1, TestCertificate.selfSigned(), certificate.serial()));

        assertThat(status(node.ocsp().answer(question))).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void refusesQuestionsAboutSeveralIssuers() {
        byte[] question = request(
                null,
                id(Hash.SHA_1, issuer, certificate.serial()),
                id(Hash.SHA_1, root, issuer.certificate().serial()));

        assertThat(status(node.ocsp().answer(question))).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertThat(status(node.ocsp().answer(new byte[0]))).isEqualTo(MALFORMED_REQUEST);
        assertThat(status(node.ocsp().answer(new byte[] {1, 2, 3}))).isEqualTo(MALFORMED_REQUEST);
        assertThat(status(node.ocsp().answer(request(new byte[0], id(Hash.SHA_1, issuer, certificate.serial())))))
                .isEqualTo(MALFORMED_REQUEST);
    }

    @Test
    void signsWithADelegatedResponderThatTheIssuerItselfHasCertified() throws Exception {
        BasicOCSPResp response = basic(ask(issuer, certificate.serial()));
        X509CertificateHolder holder = response.getCerts()[0];
        Certificate responder = Certificate.ofDer(holder.getEncoded());

        assertThat(response.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(holder)))
                .isTrue();
        assertThat(holder.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(new X509CertificateHolder(issuer.certificate().encoded()))))
                .isTrue();
        assertThat(responder.isOcspNoCheck()).isTrue();
        assertThat(responder.extendedKeyUsage()).containsExactly(ExtendedKeyUsage.OCSP_SIGNING);
        assertThat(responder.isCa()).isFalse();
        assertThat(responder.crlUrl()).isEmpty();
    }

    @Test
    void answersForTheIntermediatesOfARoot() throws Exception {
        assertThat(single(ask(root, issuer.certificate().serial())).getCertStatus())
                .isNull();
    }

    @Test
    void renewsAResponderBeforeItRunsOutAndKeepsItsKey() throws Exception {
        Certificate before = responder();
        bed.pass(Duration.ofDays(19));
        node.schedule().look();
        assertThat(responder()).isEqualTo(before);

        bed.pass(Duration.ofDays(2));
        node.schedule().look();

        assertThat(responder()).isNotEqualTo(before);
        assertThat(responder().publicKey()).isEqualTo(before.publicKey());
        assertThat(responder().notAfter()).isEqualTo(bed.now().plus(Duration.ofDays(30)));
    }

    @Test
    void sharesOneResponderAmongNodes() throws Exception {
        StatusFeature other = bed.otherNode();
        byte[] question = request(null, id(Hash.SHA_1, issuer, certificate.serial()));

        assertThat(basic(other.ocsp().answer(question)).getCerts())
                .isEqualTo(basic(node.ocsp().answer(question)).getCerts());
    }

    @Test
    void makesOneResponderAndOneListOfANewAuthorityOnAllNodesTogether() {
        StatusFeature other = bed.otherNode();
        StatusIssuer fresh = bed.authorities().below(root, Algorithm.EC_P256);
        SerialNumber serial = bed.authorities().leaf(fresh).serial();
        byte[] question = request(null, id(Hash.SHA_1, fresh, serial));

        bed.announce(fresh);

        Eventually.holds(() -> {
            assertThat(status(node.ocsp().answer(question))).isZero();
            assertThat(status(other.ocsp().answer(question))).isZero();
            assertThat(other.lists().inMemory(Optional.of(fresh.id()))).isPresent();
        });
        assertThat(count("select count(*) from ocsp_responder where issuer_id = '" + fresh.id() + "'"))
                .isEqualTo(1);
        assertThat(count("select number from crl_head where issuer_id = '" + fresh.id() + "'"))
                .isEqualTo(1);
    }

    private long count(String query) {
        return bed.database()
                .read(session -> session.createNativeQuery(query, Long.class).getSingleResult());
    }

    @Test
    void saysTryLaterWhenARootsResponderHasRunOutAndTheRootIsSealed() throws Exception {
        bed.authorities().seal(root);
        bed.pass(Duration.ofDays(181));
        node.schedule().look();
        byte[] question =
                request(null, id(Hash.SHA_1, root, issuer.certificate().serial()));

        assertThat(status(node.ocsp().answer(question))).isEqualTo(TRY_LATER);

        bed.authorities().unseal(root);
        node.schedule().open();
        assertThat(single(node.ocsp().answer(question)).getCertStatus()).isNull();
    }

    @Test
    void makesANewKeyForAResponderWhoseCertificateIsRevoked() throws Exception {
        StatusFeature other = bed.otherNode();
        Certificate withdrawn = responder();

        bed.revoke(node, issuer, withdrawn);

        Eventually.holds(() -> {
            assertThat(responder().publicKey()).isNotEqualTo(withdrawn.publicKey());
            assertThat(responder(other, issuer)).isEqualTo(responder());
        });
    }

    @Test
    void replacesARootsRevokedResponderToo() throws Exception {
        Certificate withdrawn = responder(node, root);

        bed.revoke(node, root, withdrawn);

        Eventually.holds(() -> assertThat(responder(node, root).publicKey()).isNotEqualTo(withdrawn.publicKey()));
    }

    @Test
    void doesNotGoOnWithTheKeyOfAnEarlierResponderThatIsRevoked() throws Exception {
        Certificate earlier = responder();
        bed.pass(Duration.ofDays(21));
        node.schedule().look();
        assertThat(responder().publicKey()).isEqualTo(earlier.publicKey());

        bed.revoke(node, issuer, earlier);

        Eventually.holds(() -> assertThat(responder().publicKey()).isNotEqualTo(earlier.publicKey()));
    }

    @Test
    void givesNoAnswerAnyMoreThatARevokedResponderHasSigned() throws Exception {
        byte[] question = request(null, id(Hash.SHA_1, issuer, certificate.serial()));
        OcspAnswer signed = node.ocsp().answer(question);

        bed.revoke(node, issuer, responder());

        Eventually.holds(() -> assertThat(node.ocsp().inMemory(question).map(OcspAnswer::encoded))
                .isNotEqualTo(Optional.of(signed.encoded())));
    }

    @Test
    void putsTheIssuanceOfARespondersCertificateIntoTheAuditLog() throws Exception {
        String serial = responder().serial().toString();

        assertThat(count("select count(*) from audit_event where type = 'io.qkms.certificate.issued'"
                        + " and tenant_id = 'system' and subject = '" + serial + "'"))
                .isEqualTo(1);
    }

    private Certificate responder() {
        return responder(node, issuer);
    }

    private static Certificate responder(StatusFeature asked, StatusIssuer about) {
        byte[] nonce = {1};
        OcspAnswer answer =
                asked.ocsp().answer(request(nonce, id(Hash.SHA_1, about, SerialNumber.random(new SecureRandom()))));
        assertThat(status(answer)).isZero();
        try {
            return Certificate.ofDer(basic(answer).getCerts()[0].getEncoded());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private OcspAnswer ask(StatusIssuer about, SerialNumber serial) {
        return node.ocsp().answer(request(null, id(Hash.SHA_1, about, serial)));
    }

    private static CertificateId id(Hash hash, StatusIssuer issuer, SerialNumber serial) {
        return CertificateId.of(hash, issuer.certificate(), serial);
    }

    private static byte[] request(byte[] nonce, CertificateId... ids) {
        OCSPReqBuilder builder = new OCSPReqBuilder();
        for (CertificateId id : ids) {
            builder.addRequest(new CertificateID(CertID.getInstance(id.encoded())));
        }
        try {
            if (nonce != null) {
                builder.setRequestExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce).getEncoded())));
            }
            return builder.build().getEncoded();
        } catch (IOException | OCSPException e) {
            throw new AssertionError(e);
        }
    }

    private static int status(OcspAnswer answer) {
        try {
            return new OCSPResp(answer.encoded()).getStatus();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SingleResp single(OcspAnswer answer) {
        SingleResp[] responses = basic(answer).getResponses();
        assertThat(responses).hasSize(1);
        return responses[0];
    }

    private static BasicOCSPResp basic(OcspAnswer answer) {
        try {
            return (BasicOCSPResp) new OCSPResp(answer.encoded()).getResponseObject();
        } catch (IOException | OCSPException e) {
            throw new AssertionError(e);
        }
    }
}
