package io.qkms.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MutatorTest {
    private static final byte[] DER = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    @Test
    void makesTheSameMutationsOfTheSameSeed() {
        assertThat(hex(new Mutator(7), 200)).isEqualTo(hex(new Mutator(7), 200));
    }

    @Test
    void makesOtherMutationsOfAnotherSeed() {
        assertThat(hex(new Mutator(7), 200)).isNotEqualTo(hex(new Mutator(8), 200));
    }

    @Test
    void repeatsOneMutationWithoutThoseBeforeIt() {
        List<Mutation> all = new Mutator(7).mutations(DER, 20).toList();

        assertThat(new Mutator(7).mutation(DER, 13).bytes())
                .isEqualTo(all.get(13).bytes());
    }

    @Test
    void neverReturnsTheOriginalAndNeverTouchesIt() {
        byte[] original = DER.clone();

        assertThat(new Mutator(1).mutations(original, 5_000)).noneMatch(made -> Arrays.equals(made.bytes(), DER));
        assertThat(original).isEqualTo(DER);
    }

    @Test
    void mutatesAnEmptyInputByInsertion() {
        assertThat(new Mutator(1).mutation(new byte[0], 0).bytes()).isNotEmpty();
    }

    @Test
    void usesEveryKindOfStep() {
        String steps = new Mutator(3).mutations(DER, 500).map(Mutation::steps).collect(Collectors.joining("\n"));

        assertThat(steps).contains("flip", "set", "length", "truncate", "copy", "remove", "insert");
    }

    @Test
    void namesTheSeedWhereAFailureIsPrinted() {
        Mutator mutator = new Mutator(42);

        assertThat(mutator).hasToString("qkms.fuzz.seed=42");
        assertThat(mutator.mutation("{}".getBytes(StandardCharsets.UTF_8), 3).toString())
                .startsWith("qkms.fuzz.seed=42 #3: ");
    }

    private static List<String> hex(Mutator mutator, int count) {
        return mutator.mutations(DER, count)
                .map(made -> HexFormat.of().formatHex(made.bytes()))
                .toList();
    }
}
