package io.qkms.testsupport;

/**
 * One mutated input. Its text names the seed, so a parameterised test that shows its arguments says how to repeat it:
 * {@code -Dqkms.fuzz.seed=…}.
 *
 * @param seed the mutator's seed
 * @param index which mutation of that seed
 * @param steps what was done to the original, in order
 * @param bytes the mutated input
 */
public record Mutation(long seed, int index, String steps, byte[] bytes) {

    @Override
    public String toString() {
        return "qkms.fuzz.seed=" + seed + " #" + index + ": " + steps;
    }
}
