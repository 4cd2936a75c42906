package io.qkms.server.status;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.CertificateBuilder;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.SerialNumber;
import io.qkms.core.x509.SubjectPublicKey;
import io.qkms.core.x509.Validity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An authority that is nobody's here. */
final class TestCertificate {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TestCertificate() {}

    static Certificate selfSigned() {
        SignatureModules modules =
                new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), InstantSource.system());
        SoftwareSlot slot = new SoftwareSlot("foreign", SlotKey.generate(RANDOM), modules, RANDOM);
        Signer signer = slot.signer(slot.generate("key", 1, 0, Algorithm.EC_P256));
        return CertificateBuilder.prepare(
                        CertificateContent.root(
                                SerialNumber.random(RANDOM),
                                DistinguishedName.parse("subject", "CN=Somebody else"),
                                SubjectPublicKey.parse("key", signer.publicKey()),
                                Validity.from(InstantSource.system().instant(), Duration.ofDays(9))),
                        Issuer.self(signer))
                .issue();
    }
}
