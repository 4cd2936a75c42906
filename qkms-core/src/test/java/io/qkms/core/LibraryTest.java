package io.qkms.core;

import static io.qkms.core.algorithm.Algorithm.ML_DSA_65;
import static io.qkms.core.algorithm.Algorithm.ML_DSA_87;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsHeader;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.core.status.CertificateId;
import io.qkms.core.status.CertificateStatus;
import io.qkms.core.status.OcspResponder;
import io.qkms.core.status.OcspResponse;
import io.qkms.core.status.RevocationList;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.status.RevokedCertificate;
import io.qkms.core.status.SingleResponse;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.ExtendedKeyUsage;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.KeyUsageBit;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.StatusPointers;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.core.x509.Validity;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as a library, without the server: what somebody else's code would look like. */
class LibraryTest {
    @TempDir
    private Path folder;

    @Test
    void issuesAChainACrlAnOcspAnswerAndAJws() throws IOException {
        SecureRandom random = new SecureRandom();
        Instant now = InstantSource.system().instant();
        SignatureModules modules =
                new SignatureModules(List.of(new BouncyCastleModule(random)), InstantSource.system());
        SoftwareSlot slot = new SoftwareSlot("mine", SlotKey.generate(random), modules, random);
        Signer rootKey = slot.signer(slot.generate("root", 1, 0, ML_DSA_87));
        Signer key = slot.signer(slot.generate("edge", 1, 0, ML_DSA_65));

        Certificate root = CertificateBuilder.prepare(
                        CertificateContent.root(
                                SerialNumber.random(random),
                                DistinguishedName.parse("subject", "CN=My Root,C=KR"),
                                SubjectPublicKey.of(rootKey),
                                Validity.from(now, Duration.ofDays(3650))),
                        Issuer.self(rootKey))
                .issue();
        Issuer issuer = Issuer.of(root, rootKey);
        Certificate leaf = CertificateBuilder.prepare(
                        CertificateContent.leaf(
                                SerialNumber.random(random),
                                DistinguishedName.empty(),
                                SubjectPublicKey.of(key),
                                Validity.from(now, Duration.ofDays(90)),
                                List.of(SubjectAlternativeName.parse("name", "gateway.q")),
                                Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
                                List.of(ExtendedKeyUsage.SERVER_AUTH),
                                StatusPointers.NONE),
                        issuer)
                .issue();
        RevocationList crl = RevocationList.sign(
                issuer,
                new RevocationList.Header(BigInteger.ONE, now, now.plus(Duration.ofDays(1))),
                List.of(new RevokedCertificate(leaf.serial(), now, RevocationReason.KEY_COMPROMISE, null)));
        OcspResponse answer = OcspResponse.successful(
                new OcspResponder(root, rootKey),
                now,
                List.of(new SingleResponse(
                        CertificateId.of(CertificateId.Hash.SHA_256, root, leaf.serial()),
                        new CertificateStatus.Good(),
                        now,
                        now.plus(Duration.ofHours(4)))),
                null);
        Jwk jwk = Jwk.of(ML_DSA_65, key.publicKey());
        Jws token = Jws.sign(
                JwsHeader.of(ML_DSA_65, jwk.kid(), "JWT"), "{\"sub\":\"me\"}".getBytes(StandardCharsets.UTF_8), key);

        assertThat(token.verify(jwk, modules::verify).isValid()).isTrue();
        judge(root, leaf, crl, answer);
    }

    private void judge(Certificate root, Certificate leaf, RevocationList crl, OcspResponse answer) throws IOException {
        String rootFile = write("root.pem", root.pem());
        String leafFile = write("leaf.pem", leaf.pem());
        String crlFile = write("crl.pem", crl.pem());
        Path answerFile = Files.write(folder.resolve("answer.der"), answer.encoded());

        Result verified = Judges.openSsl()
                .run("verify", "-x509_strict", "-CAfile", rootFile, "-verify_hostname", "gateway.q", leafFile);
        assertThat(verified.ok()).as(verified.toString()).isTrue();
        Result revoked =
                Judges.openSsl().run("verify", "-CAfile", rootFile, "-CRLfile", crlFile, "-crl_check", leafFile);
        assertThat(revoked.toString()).contains("certificate revoked");
        Result status = Judges.openSsl()
                .run(
                        "ocsp",
                        "-sha256",
                        "-issuer",
                        rootFile,
                        "-cert",
                        leafFile,
                        "-CAfile",
                        rootFile,
                        "-respin",
                        answerFile.toString());
        assertThat(status.toString()).contains("Response verify OK").contains("leaf.pem: good");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
