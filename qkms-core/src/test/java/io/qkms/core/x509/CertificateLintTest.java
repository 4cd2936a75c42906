package io.qkms.core.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.TestKeys.TestKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Encoded octets that do not say what their content says are found out before they are signed. */
class CertificateLintTest {
    private static final TestChain CHAIN = TestChain.of(Algorithm.ML_DSA_65);
    private static final CertificateContent CONTENT = TestChain.leaf(CHAIN.leafKey(), "CN=gateway.q", TestChain.NAMES);
    private static final byte[] ENCODED = TbsEncoder.encode(CONTENT, CHAIN.issuer());

    @Test
    void findsNothingInWhatTheEncoderMakes() {
        assertThat(CertificateLint.findings(ENCODED, CONTENT, CHAIN.issuer())).isEmpty();
    }

    @Test
    void findsEverySingleOctetThatChanged() {
        TestChain small = TestChain.of(Algorithm.EC_P256);
        CertificateContent content = TestChain.leaf(small.leafKey(), "CN=gateway.q", TestChain.NAMES);
        byte[] encoded = TbsEncoder.encode(content, small.issuer());
        for (int at = 0; at < encoded.length; at++) {
            byte[] changed = encoded.clone();
            changed[at] ^= 1;
            assertThat(CertificateLint.findings(changed, content, small.issuer()))
                    .as("octet " + at)
                    .isNotEmpty();
        }
    }

    @Test
    void findsWhatIsMissingAtTheEnd() {
        assertThat(CertificateLint.findings(Arrays.copyOf(ENCODED, ENCODED.length - 1), CONTENT, CHAIN.issuer()))
                .singleElement()
                .asString()
                .startsWith("does not parse");
    }

    @Test
    void findsAnotherSerialSubjectKeyNameUsageOrTime() {
        TestKey otherKey = TestKeys.key(Algorithm.ML_DSA_65, "other");
        assertFound(TestChain.leaf(CHAIN.leafKey(), "CN=gateway.q", TestChain.NAMES), "serial number");
        assertFound(with(CONTENT.serial(), "CN=other.q", CHAIN.leafKey(), TestChain.NAMES, 90), "subject");
        assertFound(with(CONTENT.serial(), "CN=gateway.q", otherKey, TestChain.NAMES, 90), "public key");
        assertFound(
                with(CONTENT.serial(), "CN=gateway.q", CHAIN.leafKey(), TestChain.names("a.q"), 90),
                "alternative names");
        assertFound(with(CONTENT.serial(), "CN=gateway.q", CHAIN.leafKey(), TestChain.NAMES, 91), "notAfter");
    }

    @Test
    void findsAnotherIssuersNameKeyIdentifierAndAlgorithm() {
        TestChain classical = TestChain.of(Algorithm.EC_P256);
        assertThat(CertificateLint.findings(ENCODED, CONTENT, classical.issuer()))
                .anyMatch(finding -> finding.contains("signature algorithm"))
                .anyMatch(finding -> finding.contains("authority key identifier"));
        assertThat(CertificateLint.findings(
                        ENCODED, CONTENT, Issuer.of(CHAIN.root(), TestKeys.key(Algorithm.ML_DSA_65, "root"))))
                .anyMatch(finding -> finding.contains("issuer is the issuer's subject"));
    }

    @Test
    void findsUtcTimeReplacedByGeneralizedTime() {
        byte[] notAfter = "270219085500Z".getBytes(StandardCharsets.US_ASCII);
        int at = indexOf(notAfter);
        byte[] changed = ENCODED.clone();
        changed[at - 2] = DerValue.GENERALIZED_TIME;
        assertThat(CertificateLint.findings(changed, CONTENT, CHAIN.issuer())).isNotEmpty();
    }

    @Test
    void findsAKeyUsageThatTheAlgorithmMustNotHave() {
        CertificateContent enciphering = CertificateContent.leaf(
                CONTENT.serial(),
                CONTENT.subject(),
                CONTENT.publicKey(),
                CONTENT.validity(),
                CONTENT.subjectAlternativeNames(),
                EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT),
                CONTENT.extendedKeyUsage(),
                CONTENT.pointers());
        assertThat(CertificateLint.findings(
                        TbsEncoder.encode(enciphering, CHAIN.issuer()), enciphering, CHAIN.issuer()))
                .singleElement()
                .asString()
                .contains("keyEncipherment")
                .contains("RFC 9881");
    }

    private static void assertFound(CertificateContent content, String what) {
        assertThat(CertificateLint.findings(ENCODED, content, CHAIN.issuer()))
                .anyMatch(finding -> finding.contains(what));
    }

    private static CertificateContent with(
            SerialNumber serial, String subject, TestKey key, List<SubjectAlternativeName> names, int days) {
        return CertificateContent.leaf(
                serial,
                TestChain.name(subject),
                key.subjectPublicKey(),
                Validity.from(TestChain.NOW, Duration.ofDays(days)),
                names,
                Set.of(KeyUsageBit.DIGITAL_SIGNATURE),
                List.of(ExtendedKeyUsage.SERVER_AUTH),
                TestChain.POINTERS);
    }

    private static int indexOf(byte[] part) {
        for (int i = 0; i <= ENCODED.length - part.length; i++) {
            if (Arrays.equals(ENCODED, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
