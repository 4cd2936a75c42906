package io.qkms.core.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.PrivateKeyAccess;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModules;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoftwareSlotTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SignatureModules MODULES =
            new SignatureModules(List.of(new BouncyCastleModule(RANDOM)), InstantSource.system());
    private static final byte[] MESSAGE = {1, 2, 3};

    private final SoftwareSlot slot = new SoftwareSlot("default", SlotKey.generate(RANDOM), MODULES, RANDOM);
    private final KeyPart part = slot.generate("key_a", 1, 0, Algorithm.EC_P256);

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void signsWithTheKeyThatItMade(Algorithm algorithm) {
        KeyPart made = slot.generate("key_a", 1, 0, algorithm);

        Signer signer = slot.signer(made);

        assertThat(signer.algorithm()).isEqualTo(algorithm);
        assertThat(MODULES.verify(algorithm, signer.publicKey(), MESSAGE, signer.sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void opensAKeyAgainInAnotherSlotObjectWithTheSameSlotKey() {
        byte[] octets = new byte[32];
        RANDOM.nextBytes(octets);
        KeyPart made = new SoftwareSlot("default", SlotKey.taking(octets.clone()), MODULES, RANDOM)
                .generate("key_a", 1, 0, Algorithm.ML_DSA_44);

        Signer signer = new SoftwareSlot("default", SlotKey.taking(octets.clone()), MODULES, RANDOM).signer(made);

        assertThat(MODULES.verify(Algorithm.ML_DSA_44, made.publicKey(), MESSAGE, signer.sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void beginsEverySealedBlobWithItsFormatVersion() {
        assertThat(part.sealed()).startsWith(1);
    }

    @Test
    void holdsAnMlDsaPrivateKeyAsSealedSeed() {
        assertThat(slot.generate("key_a", 1, 0, Algorithm.ML_DSA_87).sealed()).hasSize(1 + 12 + 54 + 16);
    }

    @Test
    void refusesABlobInWhichAnyOctetWasChanged() {
        byte[] sealed = part.sealed();
        assertThat(IntStream.range(0, sealed.length).boxed()).allSatisfy(place -> {
            byte[] changed = sealed.clone();
            changed[place] ^= 0x10;
            refuses(with("key_a", 1, 0, Algorithm.EC_P256, changed));
        });
    }

    @Test
    void refusesABlobThatWasCutShort() {
        refuses(with("key_a", 1, 0, Algorithm.EC_P256, new byte[] {1}));
        refuses(with("key_a", 1, 0, Algorithm.EC_P256, new byte[0]));
    }

    @Test
    void refusesTheBlobOfAnotherKey() {
        refuses(with("key_b", 1, 0, Algorithm.EC_P256, part.sealed()));
    }

    @Test
    void refusesTheBlobOfAnotherVersion() {
        refuses(with("key_a", 2, 0, Algorithm.EC_P256, part.sealed()));
    }

    @Test
    void refusesTheBlobOfAnotherPart() {
        refuses(with("key_a", 1, 1, Algorithm.EC_P256, part.sealed()));
    }

    @Test
    void refusesTheBlobOfAnotherAlgorithm() {
        refuses(with("key_a", 1, 0, Algorithm.EC_P384, part.sealed()));
    }

    @Test
    void refusesTheBlobOfAnotherSlotKey() {
        SoftwareSlot other = new SoftwareSlot("default", SlotKey.generate(RANDOM), MODULES, RANDOM);

        assertThatThrownBy(() -> other.signer(part)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPartOfAnotherSlot() {
        KeyPart elsewhere = new KeyPart("key_a", 1, 0, "ca", Algorithm.EC_P256, part.publicKey(), part.sealed(), null);

        refuses(elsewhere);
    }

    @Test
    void refusesAChangedBlobEvenWhenTheRightOneIsOpen() {
        slot.signer(part);
        byte[] changed = part.sealed();
        changed[20] ^= 1;

        refuses(with("key_a", 1, 0, Algorithm.EC_P256, changed));
    }

    @Test
    void refusesEverythingOnceItIsClosed() {
        Signer signer = slot.signer(part);
        slot.close();

        assertThat(List.<Runnable>of(
                        () -> signer.sign(MESSAGE),
                        () -> slot.signer(part),
                        () -> slot.generate("key_a", 1, 0, Algorithm.EC_P256)))
                .allSatisfy(operation -> {
                    QkmsException refusal = catchThrowableOfType(QkmsException.class, operation::run);
                    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(refusal.details()).containsExactly(ErrorDetail.of("slot", "sealed", "default"));
                    assertThat(refusal.retryAfter()).isPresent();
                });
    }

    @Test
    void takesAKeyMadeElsewhere() {
        GeneratedKey key = MODULES.generate(Algorithm.ML_DSA_44);

        KeyPart imported = slot.importKey("key_a", 1, 0, Algorithm.ML_DSA_44, key.publicKey(), key.privateKey());

        assertThat(MODULES.verify(
                        Algorithm.ML_DSA_44,
                        key.publicKey(),
                        MESSAGE,
                        slot.signer(imported).sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void refusesToTakeAPrivateKeyWithAnotherKeysPublicHalf() {
        GeneratedKey key = MODULES.generate(Algorithm.ML_DSA_44);
        GeneratedKey other = MODULES.generate(Algorithm.ML_DSA_44);

        assertThatThrownBy(
                        () -> slot.importKey("key_a", 1, 0, Algorithm.ML_DSA_44, other.publicKey(), key.privateKey()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsNothingOfThePrivateKeyInTheClear() {
        GeneratedKey key = MODULES.generate(Algorithm.ML_DSA_44);
        byte[] pkcs8 = key.privateKey().toPkcs8(PrivateKeyAccess.requested());
        byte[] seed = Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);

        KeyPart imported = slot.importKey("key_a", 1, 0, Algorithm.ML_DSA_44, key.publicKey(), key.privateKey());

        assertThat(HexFormat.of().formatHex(imported.sealed()))
                .doesNotContain(HexFormat.of().formatHex(seed));
    }

    @Test
    void findsTheSignerOfAPartThroughAllSlots() {
        SoftwareSlot ca = new SoftwareSlot("ca", SlotKey.generate(RANDOM), MODULES, RANDOM);
        Slots slots = new Slots(List.of(slot, ca));

        assertThat(slots.signer(part).publicKey()).isEqualTo(part.publicKey());
        assertThat(slots.find("root")).isEmpty();
        assertThatThrownBy(() -> slots.slot("root")).isInstanceOf(IllegalArgumentException.class);
    }

    private KeyPart with(String keyId, int version, int index, Algorithm algorithm, byte[] sealed) {
        return new KeyPart(keyId, version, index, "default", algorithm, part.publicKey(), sealed, null);
    }

    private void refuses(KeyPart changed) {
        assertThatThrownBy(() -> slot.signer(changed)).isInstanceOf(IllegalArgumentException.class);
    }
}
