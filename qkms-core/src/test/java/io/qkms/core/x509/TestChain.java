package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.TestKeys.TestKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A root, an intermediate with path length 0 and a TLS leaf, all of one algorithm. */
record TestChain(Certificate root, Certificate intermediate, Certificate leaf, TestKey leafKey, Issuer issuer) {
    static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    static final StatusPointers POINTERS = new StatusPointers(
            "http://pki.q/v1/ca/ca_1/certificate",
            "http://pki.q/v1/crl?issuer=ca_1",
            "http://pki.q/v1/crl?issuer=ca_1&delta=true",
            "http://pki.q/v1/ocsp");
    static final List<SubjectAlternativeName> NAMES = names("gateway.q", "*.gateway.q", "10.1.2.3", "2001:db8::1");

    static TestChain of(Algorithm algorithm) {
        return of(algorithm, null);
    }

    static TestChain of(Algorithm algorithm, @Nullable NameConstraints constraints) {
        TestKey rootKey = TestKeys.key(algorithm, "root");
        TestKey intermediateKey = TestKeys.key(algorithm, "intermediate");
        TestKey leafKey = TestKeys.key(algorithm, "leaf");
        Certificate root = CertificateBuilder.prepare(
                        CertificateContent.root(
                                serial(), name("CN=Root,O=Q,C=KR"), rootKey.subjectPublicKey(), days(7300)),
                        Issuer.self(rootKey))
                .issue();
        Certificate intermediate = CertificateBuilder.prepare(
                        CertificateContent.intermediate(
                                serial(),
                                name("CN=엣지 중간 인증기관,O=Q,C=KR"),
                                intermediateKey.subjectPublicKey(),
                                days(3650),
                                0,
                                constraints,
                                POINTERS),
                        Issuer.of(root, rootKey))
                .issue();
        Issuer issuer = Issuer.of(intermediate, intermediateKey);
        Certificate leaf = CertificateBuilder.prepare(leaf(leafKey, "CN=gateway.q", NAMES), issuer)
                .issue();
        return new TestChain(root, intermediate, leaf, leafKey, issuer);
    }

    static CertificateContent leaf(TestKey key, String subject, List<SubjectAlternativeName> names) {
        return CertificateContent.leaf(
                serial(),
                name(subject),
                key.subjectPublicKey(),
                days(90),
                names,
                Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
                List.of(ExtendedKeyUsage.SERVER_AUTH),
                POINTERS);
    }

    static SerialNumber serial() {
        return SerialNumber.random(new SecureRandom());
    }

    static Validity days(int days) {
        return Validity.from(NOW, Duration.ofDays(days));
    }

    static DistinguishedName name(String text) {
        return DistinguishedName.parse("subject", text);
    }

    static List<SubjectAlternativeName> names(String... texts) {
        return List.of(texts).stream()
                .map(text -> SubjectAlternativeName.parse("subject_alt_names", text))
                .toList();
    }
}
