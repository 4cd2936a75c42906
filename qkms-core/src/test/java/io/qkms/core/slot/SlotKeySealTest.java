package io.qkms.core.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.slot.PassphraseSeal.Cost;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotKeySealTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Cost CHEAP = new Cost(64, 1, 1);

    static Stream<SlotKeySeal> seals() {
        return Stream.of(passphrase("correct horse"), wrapping((byte) 1));
    }

    @ParameterizedTest
    @MethodSource("seals")
    void opensWhatItSealed(SlotKeySeal seal) {
        SlotKey slotKey = SlotKey.generate(RANDOM);

        SlotKey opened = seal.open(seal.seal(slotKey));

        assertThat(opened.octets().orElseThrow())
                .isEqualTo(slotKey.octets().orElseThrow())
                .hasSize(32);
    }

    @ParameterizedTest
    @MethodSource("seals")
    void sealsDifferentlyEachTime(SlotKeySeal seal) {
        SlotKey slotKey = SlotKey.generate(RANDOM);

        assertThat(seal.seal(slotKey)).isNotEqualTo(seal.seal(slotKey)).startsWith(1);
    }

    @ParameterizedTest
    @MethodSource("seals")
    void refusesABlobInWhichAnyOctetWasChanged(SlotKeySeal seal) {
        byte[] sealed = seal.seal(SlotKey.generate(RANDOM));

        assertThat(IntStream.range(0, sealed.length)).allSatisfy(place -> {
            byte[] changed = sealed.clone();
            changed[place] ^= 1;
            assertThatThrownBy(() -> seal.open(changed)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @ParameterizedTest
    @MethodSource("seals")
    void refusesABlobThatWasCutShort(SlotKeySeal seal) {
        byte[] sealed = seal.seal(SlotKey.generate(RANDOM));

        assertThat(IntStream.range(0, sealed.length))
                .allSatisfy(length -> assertThatThrownBy(() -> seal.open(Arrays.copyOf(sealed, length)))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void refusesAnotherPassphrase() {
        byte[] sealed = passphrase("correct horse").seal(SlotKey.generate(RANDOM));

        assertThatThrownBy(() -> passphrase("battery staple").open(sealed))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnotherWrappingKey() {
        byte[] sealed = wrapping((byte) 1).seal(SlotKey.generate(RANDOM));

        assertThatThrownBy(() -> wrapping((byte) 2).open(sealed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTheBlobOfAnotherKindOfSeal() {
        byte[] sealed = wrapping((byte) 1).seal(SlotKey.generate(RANDOM));

        assertThatThrownBy(() -> passphrase("correct horse").open(sealed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opensABlobThatWasSealedAtAnotherCost() {
        byte[] sealed = passphrase("correct horse").seal(SlotKey.generate(RANDOM));

        SlotKeySeal dearer = new PassphraseSeal("correct horse".toCharArray(), new Cost(128, 2, 2), RANDOM);

        assertThat(dearer.open(sealed).octets()).isPresent();
    }

    @Test
    void refusesABlobThatAsksForMoreMemoryThanAnyoneWould() {
        byte[] sealed = passphrase("correct horse").seal(SlotKey.generate(RANDOM));
        ByteBuffer.wrap(sealed).putInt(2, Integer.MAX_VALUE);

        assertThatThrownBy(() -> passphrase("correct horse").open(sealed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Argon2id cost out of bounds");
    }

    @Test
    void recommendsTheSecondOptionOfRfc9106() {
        assertThat(Cost.RECOMMENDED).isEqualTo(new Cost(65536, 3, 4));
    }

    @Test
    void sealsNoSlotKeyThatIsClosed() {
        SlotKey slotKey = SlotKey.generate(RANDOM);
        slotKey.close();

        assertThatThrownBy(() -> wrapping((byte) 1).seal(slotKey)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnEmptyPassphraseAndAShortWrappingKey() {
        assertThatThrownBy(() -> passphrase("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WrappingKeySeal(new byte[31], RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoSecretInItsText() {
        assertThat(passphrase("correct horse")).asString().doesNotContain("horse");
        assertThat(SlotKey.generate(RANDOM)).hasToString("SlotKey[not shown]");
    }

    private static PassphraseSeal passphrase(String text) {
        return new PassphraseSeal(text.toCharArray(), CHEAP, RANDOM);
    }

    private static WrappingKeySeal wrapping(byte octet) {
        byte[] key = new byte[32];
        Arrays.fill(key, octet);
        return new WrappingKeySeal(key, RANDOM);
    }
}
