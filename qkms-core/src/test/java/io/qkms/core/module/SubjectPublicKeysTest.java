package io.qkms.core.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.testsupport.Mutator;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

class SubjectPublicKeysTest {
    private static final byte[] ML_DSA_65 = new BouncyCastleModule(new SecureRandom())
            .generate(Algorithm.ML_DSA_65)
            .publicKey();

    @Test
    void findsTheAlgorithmOfAPublicKey() {
        assertThat(SubjectPublicKeys.algorithmOf(ML_DSA_65)).contains(Algorithm.ML_DSA_65);
    }

    @Test
    void findsNoneBehindTrailingOctets() {
        assertThat(SubjectPublicKeys.algorithmOf(Arrays.copyOf(ML_DSA_65, ML_DSA_65.length + 1)))
                .isEmpty();
    }

    @Test
    void findsNoneWhereMlDsaHasParameters() throws IOException {
        byte[] withNull = new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(new ASN1ObjectIdentifier(Algorithm.ML_DSA_65.oid()), DERNull.INSTANCE),
                        SubjectPublicKeyInfo.getInstance(ML_DSA_65)
                                .getPublicKeyData()
                                .getOctets())
                .getEncoded();

        assertThat(SubjectPublicKeys.algorithmOf(withNull)).isEmpty();
    }

    @Test
    void findsNoneForAKeyOfAnotherLength() throws IOException {
        byte[] shorter = new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(new ASN1ObjectIdentifier(Algorithm.ML_DSA_65.oid())), new byte[1951])
                .getEncoded();

        assertThat(SubjectPublicKeys.algorithmOf(shorter)).isEmpty();
    }

    @Test
    void findsNoneForASizeOfRsaThatIsNotOurs() throws IOException {
        assertThat(SubjectPublicKeys.algorithmOf(rsa(2048, 65537))).isEmpty();
        assertThat(SubjectPublicKeys.algorithmOf(rsa(3072, 65537))).contains(Algorithm.RSA_3072);
    }

    @Test
    void findsNoneForAnRsaExponentThatIsTooSmall() throws IOException {
        assertThat(SubjectPublicKeys.algorithmOf(rsa(3072, 3))).isEmpty();
    }

    @Test
    void neverFailsOnWhatIsNotAKey() {
        assertThat(SubjectPublicKeys.algorithmOf(new byte[0])).isEmpty();
        Mutator mutator = Mutator.seeded();
        mutator.mutations(ML_DSA_65, 500)
                .forEach(mutation -> assertThat(SubjectPublicKeys.algorithmOf(mutation.bytes()))
                        .describedAs("%s", mutation)
                        .satisfiesAnyOf(
                                found -> assertThat(found).isEmpty(),
                                found -> assertThat(mutation.bytes()).hasSameSizeAs(ML_DSA_65)));
    }

    private static byte[] rsa(int bits, long exponent) throws IOException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
        return new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        new RSAPublicKey(modulus, BigInteger.valueOf(exponent)))
                .getEncoded();
    }
}
