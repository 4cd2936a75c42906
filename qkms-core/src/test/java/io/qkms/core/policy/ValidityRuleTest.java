package io.qkms.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import io.qkms.core.slot.Signer;
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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidityRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final ValidityRule RULE = new ValidityRule(Duration.ofDays(90), Duration.ofDays(397));
    private static final Certificate LASTING = issuer(Duration.ofDays(3650));
    private static final Certificate ENDING = issuer(Duration.ofDays(30));

    @Test
    void givesTheDefaultWhereNothingIsAskedFor() {
        Validity granted = RULE.granted(null, NOW, LASTING);
        assertThat(granted.notBefore()).isEqualTo(NOW.minus(Validity.CLOCK_SKEW));
        assertThat(Duration.between(granted.notBefore(), granted.notAfter())).isEqualTo(Duration.ofDays(90));
        assertThat(RULE.judge(null, NOW, LASTING)).allMatch(Verdict::holds);
    }

    @Test
    void shortensTheDefaultToTheIssuersEnd() {
        assertThat(RULE.granted(null, NOW, ENDING).notAfter()).isEqualTo(ENDING.notAfter());
        assertThat(RULE.judge(null, NOW, ENDING)).allMatch(Verdict::holds);
    }

    @Test
    void refusesAnExplicitValidityBeyondTheIssuersEnd() {
        assertThat(RULE.judge(Duration.ofDays(31), NOW, ENDING))
                .filteredOn(verdict -> !verdict.holds())
                .containsExactly(new Verdict(
                        "validity.issuer",
                        "validity",
                        "P31D",
                        List.of(ENDING.notAfter().toString()),
                        false));
        assertThat(RULE.judge(Duration.ofDays(30), NOW, ENDING)).allMatch(Verdict::holds);
    }

    @Test
    void givesNoMoreThanTheMaximumBetweenTheFirstSecondAndTheLast() {
        Validity granted = RULE.granted(Duration.ofDays(397), NOW, LASTING);
        assertThat(Duration.between(granted.notBefore(), granted.notAfter())).isEqualTo(Duration.ofDays(397));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1M", "PT5M", "PT49M"})
    void leavesShortCertificatesNineTenthsOfTheirLife(String lifetime) {
        Duration asked = Duration.parse(lifetime);
        Validity granted = RULE.granted(asked, NOW.plusMillis(999), LASTING);
        assertThat(Duration.between(granted.notBefore(), granted.notAfter())).isEqualTo(asked);
        assertThat(Duration.between(granted.notBefore(), NOW)).isLessThanOrEqualTo(asked.dividedBy(10));
    }

    @Test
    void refusesADefaultBeyondTheMaximum() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValidityRule(Duration.ofDays(2), Duration.ofDays(1)));
    }

    private static Certificate issuer(Duration lifetime) {
        BouncyCastleModule module = new BouncyCastleModule(new SecureRandom());
        GeneratedKey key = module.generate(Algorithm.EC_P256);
        PrivateKeyHandle handle = module.load(Algorithm.EC_P256, key.privateKey());
        Signer signer = new Signer() {
            @Override
            public Algorithm algorithm() {
                return Algorithm.EC_P256;
            }

            @Override
            public byte[] publicKey() {
                return key.publicKey();
            }

            @Override
            public byte[] sign(byte[] message) {
                return handle.sign(message);
            }
        };
        return CertificateBuilder.prepare(
                        CertificateContent.root(
                                SerialNumber.random(new SecureRandom()),
                                DistinguishedName.parse("subject", "CN=Root"),
                                SubjectPublicKey.parse("key", key.publicKey()),
                                Validity.from(NOW, lifetime)),
                        Issuer.self(signer))
                .issue();
    }
}
