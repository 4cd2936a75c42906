package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static io.qkms.core.x509.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectPublicKeyTest {
    private static final BigInteger F4 = BigInteger.valueOf(65537);

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void tellsTheAlgorithmOfAGoodKey(Algorithm algorithm) {
        byte[] spki = TestKeys.key(algorithm, "leaf").publicKey();
        SubjectPublicKey key = SubjectPublicKey.parse("csr", spki);
        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(key.encoded()).isEqualTo(spki);
        assertThat(key.keyIdentifier()).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void refusesAMlDsaKeyOfAnotherLengthOrWithParameters(Algorithm algorithm) throws IOException {
        byte[] raw = SubjectPublicKey.parse(
                        "csr", TestKeys.key(algorithm, "leaf").publicKey())
                .keyOctets();
        assertKeyRefused(spki(algorithm.oid(), null, Arrays.copyOf(raw, raw.length - 1)));
        assertKeyRefused(spki(algorithm.oid(), null, Arrays.copyOf(raw, raw.length + 1)));
        assertKeyRefused(spki(algorithm.oid(), DERNull.INSTANCE, raw));
    }

    @Test
    void refusesAPointThatIsNotOnItsCurve() throws IOException {
        byte[] point = SubjectPublicKey.parse(
                        "csr", TestKeys.key(Algorithm.EC_P256, "leaf").publicKey())
                .keyOctets();
        point[64] ^= 1;
        assertKeyRefused(ecSpki(Algorithm.EC_P256.oid(), point));
        assertKeyRefused(ecSpki(Algorithm.EC_P256.oid(), new byte[] {0}));
        assertKeyRefused(ecSpki(Algorithm.EC_P256.oid(), new byte[65]));
        assertKeyRefused(ecSpki(Algorithm.EC_P384.oid(), point));
    }

    @Test
    void refusesCurvesThatItDoesNotKnow() throws IOException {
        byte[] secp256k1 = ecSpki("1.3.132.0.10", new byte[65]);
        assertThat(assertRefused(
                                ErrorCode.UNSUPPORTED_ALGORITHM,
                                "algorithm.unknown",
                                () -> SubjectPublicKey.parse("csr", secp256k1))
                        .allowed())
                .contains("ML-DSA-65", "EC-P256");
    }

    @Test
    void refusesAlgorithmsThatItKnowsButDoesNotDo() throws IOException {
        byte[] slhDsa = spki(Algorithm.SLH_DSA_SHA2_128S.oid(), null, new byte[32]);
        assertRefused(
                ErrorCode.UNSUPPORTED_ALGORITHM, "algorithm.unavailable", () -> SubjectPublicKey.parse("csr", slhDsa));
        byte[] mlKem = spki(Algorithm.ML_KEM_768.oid(), null, new byte[1184]);
        assertRefused(
                ErrorCode.UNSUPPORTED_ALGORITHM, "algorithm.unavailable", () -> SubjectPublicKey.parse("csr", mlKem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // All of small order (RFC 8032 §5.1.7), or not canonical.
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            })
    void refusesEd25519KeysThatAreNoSoundPoint(String hex) throws IOException {
        assertKeyRefused(spki(Algorithm.ED25519.oid(), null, HexFormat.of().parseHex(hex)));
    }

    @Test
    void refusesRsaKeysOfOtherSizes() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        byte[] small = generator.generateKeyPair().getPublic().getEncoded();
        assertThat(assertRefused(
                        ErrorCode.UNSUPPORTED_ALGORITHM,
                        "public_key.rsa_size",
                        () -> SubjectPublicKey.parse("csr", small)))
                .satisfies(detail -> assertThat(detail.value()).isEqualTo("2048"))
                .satisfies(detail -> assertThat(detail.allowed()).containsExactly("RSA-3072", "RSA-4096"));
    }

    @Test
    void refusesRsaExponentsAndModuliThatNoHonestKeyHas() throws IOException {
        RSAPublicKey good = RSAPublicKey.getInstance(SubjectPublicKey.parse(
                        "csr", TestKeys.key(Algorithm.RSA_3072, "leaf").publicKey())
                .keyOctets());
        BigInteger modulus = good.getModulus();
        for (BigInteger exponent : new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.valueOf(3),
            BigInteger.valueOf(65538),
            BigInteger.ONE.shiftLeft(3000)
        }) {
            assertKeyRefused(rsaSpki(modulus, exponent));
        }
        assertKeyRefused(rsaSpki(modulus.negate(), F4));
        assertKeyRefused(rsaSpki(modulus.clearBit(0), F4));
        BigInteger divisibleBySeven = modulus.divide(BigInteger.valueOf(14))
                .multiply(BigInteger.valueOf(14))
                .add(BigInteger.valueOf(7));
        assertKeyRefused(rsaSpki(divisibleBySeven, F4));
        assertKeyRefused(spki(PKCSObjectIdentifiers.rsaEncryption.getId(), null, good.getEncoded()));
    }

    @Test
    void refusesWhatIsNoKeyAtAll() {
        assertMalformed("public_key", () -> SubjectPublicKey.parse("csr", new byte[0]));
        assertMalformed("public_key", () -> SubjectPublicKey.parse("csr", new byte[] {0x30, 0}));
    }

    private static void assertKeyRefused(byte[] spki) {
        assertMalformed("public_key", () -> SubjectPublicKey.parse("csr", spki));
    }

    private static byte[] rsaSpki(BigInteger modulus, BigInteger exponent) throws IOException {
        return spki(
                PKCSObjectIdentifiers.rsaEncryption.getId(),
                DERNull.INSTANCE,
                new RSAPublicKey(modulus, exponent).getEncoded());
    }

    private static byte[] ecSpki(String curve, byte[] point) throws IOException {
        return spki(X9ObjectIdentifiers.id_ecPublicKey.getId(), new ASN1ObjectIdentifier(curve), point);
    }

    private static byte[] spki(String oid, @Nullable ASN1Encodable parameters, byte[] key) throws IOException {
        ASN1ObjectIdentifier algorithm = new ASN1ObjectIdentifier(oid);
        return new SubjectPublicKeyInfo(
                        parameters == null
                                ? new AlgorithmIdentifier(algorithm)
                                : new AlgorithmIdentifier(algorithm, parameters),
                        key)
                .getEncoded();
    }
}
