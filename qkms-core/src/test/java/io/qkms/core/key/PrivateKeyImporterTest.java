package io.qkms.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.PrivateKeyAccess;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModules;
import io.qkms.testsupport.Mutator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples come from RFC 9881 appendix C: see {@code vectors/README.md}. */
class PrivateKeyImporterTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SignatureModules MODULES =
            new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), InstantSource.system());

    private final PrivateKeyImporter importer = new PrivateKeyImporter(MODULES, RANDOM);

    @ParameterizedTest
    @CsvSource({
        "ML-DSA-44, seed", "ML-DSA-44, both", "ML-DSA-44, expanded",
        "ML-DSA-65, seed", "ML-DSA-65, both", "ML-DSA-65, expanded",
        "ML-DSA-87, seed", "ML-DSA-87, both", "ML-DSA-87, expanded"
    })
    void recomputesThePublicKeyOfEveryForm(String algorithm, String form) throws IOException {
        ImportedKey key = importer.read(pem(algorithm + "-" + form + ".priv"));

        assertThat(key.algorithm().displayName()).isEqualTo(algorithm);
        assertThat(key.publicKey()).isEqualTo(pem(algorithm + ".pub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
    void keepsSeedAndExpandedKeyTogetherAsSeedAlone(String algorithm) throws IOException {
        ImportedKey key = importer.read(pem(algorithm + "-both.priv"));

        assertThat(key.privateKey().toPkcs8(PrivateKeyAccess.requested())).isEqualTo(pem(algorithm + "-seed.priv"));
    }

    @Test
    void keepsAnExpandedKeyAsItIsBecauseNobodyKnowsItsSeed() throws IOException {
        ImportedKey key = importer.read(pem("ML-DSA-65-expanded.priv"));

        assertThat(key.privateKey().toPkcs8(PrivateKeyAccess.requested())).isEqualTo(pem("ML-DSA-65-expanded.priv"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void refusesTheBadKeysOfRfc9881(int number) throws IOException {
        refuses(pem("bad-ML-DSA-44-" + number + ".priv"), "private_key.inconsistent");
    }

    @Test
    void refusesAnExpandedKeyWithASecretCoefficientOutOfRange() throws IOException {
        byte[] pkcs8 = pem("ML-DSA-44-expanded.priv");
        int s1 = pkcs8.length - 2560 + 128;
        pkcs8[s1] |= 7;

        refuses(pkcs8, "private_key.inconsistent");
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void recomputesThePublicKeyOfClassicalKeys(Algorithm algorithm) {
        GeneratedKey made = MODULES.generate(algorithm);

        ImportedKey key = importer.read(made.privateKey().toPkcs8(PrivateKeyAccess.requested()));

        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(key.publicKey()).isEqualTo(made.publicKey());
    }

    @Test
    void refusesAnEcKeyThatNamesAnotherPublicKey() throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(
                MODULES.generate(Algorithm.EC_P256).privateKey().toPkcs8(PrivateKeyAccess.requested()));
        byte[] other = SubjectPublicKeyInfo.getInstance(
                        MODULES.generate(Algorithm.EC_P256).publicKey())
                .getPublicKeyData()
                .getOctets();
        ECPrivateKey lying = new ECPrivateKey(
                256, ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(), new DERBitString(other), null);

        refuses(new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), lying).getEncoded(), "private_key.inconsistent");
    }

    @Test
    void refusesAKeyThatNamesAnotherPublicKeyBesideIt() throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pem("ML-DSA-44-seed.priv"));
        byte[] named = new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey(), null, new byte[1312])
                .getEncoded();

        refuses(named, "private_key.inconsistent");
    }

    @Test
    void refusesASeedOfAnotherLength() throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pem("ML-DSA-44-seed.priv"));
        byte[] cut = new PrivateKeyInfo(
                        info.getPrivateKeyAlgorithm(), new DERTaggedObject(false, 0, new DEROctetString(new byte[31])))
                .getEncoded();

        refuses(cut, "private_key.inconsistent");
    }

    @Test
    void refusesTrailingOctets() throws IOException {
        byte[] pkcs8 = pem("ML-DSA-44-seed.priv");

        refuses(Arrays.copyOf(pkcs8, pkcs8.length + 1), "private_key.encoding");
    }

    @Test
    void refusesWhatIsNoKeyAtAll() {
        refuses(new byte[0], "private_key.encoding");
        refuses("hello".getBytes(StandardCharsets.US_ASCII), "private_key.encoding");
    }

    @Test
    void refusesAlgorithmsThatAreNotAvailable() throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pem("ML-DSA-44-seed.priv"));
        byte[] unknown = new PrivateKeyInfo(
                        new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.3.20")),
                        info.parsePrivateKey())
                .getEncoded();

        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> importer.read(unknown));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_ALGORITHM);
        assertThat(refusal.details()).extracting(ErrorDetail::value).containsExactly("SLH-DSA-SHA2-128S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44-seed.priv", "ML-DSA-44-both.priv", "ML-DSA-44-expanded.priv"})
    void refusesOrReadsMutatedKeysButNeverFails(String file) throws IOException {
        Mutator mutator = Mutator.seeded();
        byte[] original = pem(file);

        mutator.mutations(original, 200).forEach(mutation -> {
            try {
                importer.read(mutation.bytes()).close();
            } catch (QkmsException refusal) {
                assertThat(refusal.code())
                        .describedAs("%s", mutation)
                        .isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.UNSUPPORTED_ALGORITHM);
            }
        });
    }

    @Test
    void refusesOrReadsMutatedClassicalKeysButNeverFails() {
        for (Algorithm algorithm : List.of(Algorithm.EC_P256, Algorithm.ED25519, Algorithm.RSA_3072)) {
            byte[] original = MODULES.generate(algorithm).privateKey().toPkcs8(PrivateKeyAccess.requested());
            Mutator.seeded().mutations(original, 200).forEach(mutation -> {
                try {
                    importer.read(mutation.bytes()).close();
                } catch (QkmsException refusal) {
                    assertThat(refusal.code())
                            .describedAs("%s", mutation)
                            .isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.UNSUPPORTED_ALGORITHM);
                }
            });
        }
    }

    private void refuses(byte[] pkcs8, String rule) {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> importer.read(pkcs8));
        assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(refusal.details()).containsExactly(ErrorDetail.of("private_key", rule, null));
    }

    private static byte[] pem(String file) throws IOException {
        try (InputStream in = PrivateKeyImporterTest.class.getResourceAsStream("/vectors/rfc9881/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        }
    }
}
