package io.qkms.core.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.algorithm.Algorithm;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two path validators of others judge our chains: the JDK's and BouncyCastle's. */
class PathValidationTest {
    private static final Provider BC = new BouncyCastleProvider();

    @BeforeAll
    static void theJdkFindsSignatureAlgorithmsAmongRegisteredProviders() {
        Security.addProvider(BC);
    }

    @AfterAll
    static void unregister() {
        Security.removeProvider(BC.getName());
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void theJdkValidatesAChainOf(Algorithm algorithm) throws GeneralSecurityException {
        TestChain chain = TestChain.of(algorithm);
        assertThat(validate(chain.leaf(), chain, "SUN")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void bouncyCastleValidatesAChainOf(Algorithm algorithm) throws GeneralSecurityException {
        TestChain chain = TestChain.of(algorithm);
        assertThat(validate(chain.leaf(), chain, "BC")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ML_DSA_65", "EC_P256"})
    void theJdkRefusesAChainWithAnotherSignature(Algorithm algorithm) {
        TestChain chain = TestChain.of(algorithm);
        byte[] damaged = chain.leaf().encoded();
        damaged[damaged.length - 1] ^= 1;
        assertThatThrownBy(() -> validate(Certificate.ofDer(damaged), chain, "SUN"))
                .isInstanceOf(CertPathValidatorException.class);
    }

    private static PKIXCertPathValidatorResult validate(Certificate leaf, TestChain chain, String provider)
            throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", provider);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(x509(factory, chain.root()), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(TestChain.NOW));
        return (PKIXCertPathValidatorResult) CertPathValidator.getInstance("PKIX", provider)
                .validate(
                        factory.generateCertPath(List.of(x509(factory, leaf), x509(factory, chain.intermediate()))),
                        parameters);
    }

    private static X509Certificate x509(CertificateFactory factory, Certificate certificate)
            throws GeneralSecurityException {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate.encoded()));
    }
}
