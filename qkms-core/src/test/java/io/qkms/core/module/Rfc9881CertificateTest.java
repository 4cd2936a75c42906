package io.qkms.core.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The self-signed certificates of RFC 9881 appendix C: see {@code vectors/README.md}. */
class Rfc9881CertificateTest {
    private final BouncyCastleModule module = new BouncyCastleModule(new SecureRandom());

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void verifiesTheExampleCertificates(Algorithm algorithm) throws IOException {
        Certificate certificate = Certificate.getInstance(pem(algorithm.displayName() + ".crt"));
        byte[] publicKey = certificate.getSubjectPublicKeyInfo().getEncoded();
        byte[] signature = certificate.getSignature().getOctets();
        byte[] signed = certificate.getTBSCertificate().getEncoded();

        assertThat(module.verify(algorithm, publicKey, signed, signature)).isTrue();
        signed[signed.length / 2] ^= 1;
        assertThat(module.verify(algorithm, publicKey, signed, signature)).isFalse();
    }

    private static byte[] pem(String file) throws IOException {
        try (InputStream in = Rfc9881CertificateTest.class.getResourceAsStream("/vectors/rfc9881/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        }
    }
}
