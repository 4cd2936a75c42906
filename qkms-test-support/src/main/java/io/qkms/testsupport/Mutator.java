package io.qkms.testsupport;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes wrong inputs of right ones: flipped bits, other lengths, cut, doubled, removed and inserted pieces. The same
 * seed makes the same mutations of the same input. Thread-safe.
 */
public final class Mutator {
    private static final int MOST_STEPS = 4;

    /** Bytes that parsers of DER, JSON and URLs treat specially. */
    private static final byte[][] TELLING = {
        {0},
        {(byte) 0xff},
        {0x30, (byte) 0x80},
        {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
        {0x02, 0x01, (byte) 0x80},
        {0x05, 0x00},
        {'"'},
        {'{'},
        {'['},
        {']', '}'},
        {','},
        {'\\', 'u', 'd', '8', '0', '0'},
        {'-', '1'},
        {'1', 'e', '9', '9', '9'},
        {'n', 'u', 'l', 'l'},
        {(byte) 0xc3, 0x28},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {'%', '0', '0'},
        {'\r', '\n'},
    };

    /** The first octets of a DER length that is wrong, unusual or absurd (X.690 §8.1.3). */
    private static final int[] LENGTHS = {0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff};

    private final long seed;

    /** A mutator with this seed. */
    public Mutator(long seed) {
        this.seed = seed;
    }

    /** A mutator with the seed of the system property {@code qkms.fuzz.seed}, else with one nobody chose. */
    public static Mutator seeded() {
        Long given = Long.getLong("qkms.fuzz.seed");
        return new Mutator(given != null ? given : new SplittableRandom().nextLong());
    }

    /** The seed that repeats what this mutator makes. */
    public long seed() {
        return seed;
    }

    /** The first {@code count} mutations of an input. */
    public Stream<Mutation> mutations(byte[] original, int count) {
        return IntStream.range(0, count).mapToObj(index -> mutation(original, index));
    }

    /** One mutation of an input, always different from it; the same for the same seed, index and input. */
    public Mutation mutation(byte[] original, int index) {
        RandomGenerator random = new SplittableRandom(seed * 31 + index);
        byte[] bytes = original.clone();
        List<String> steps = new ArrayList<>();
        for (int left = 1 + random.nextInt(MOST_STEPS); left > 0 || Arrays.equals(bytes, original); left--) {
            bytes = step(bytes, random, steps);
        }
        return new Mutation(seed, index, String.join(", ", steps), bytes);
    }

    @Override
    public String toString() {
        return "qkms.fuzz.seed=" + seed;
    }

    private static byte[] step(byte[] bytes, RandomGenerator random, List<String> steps) {
        if (bytes.length == 0) {
            return insert(bytes, random, steps);
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> flip(bytes, random, steps);
            case 2 -> set(bytes, random, steps);
            case 3 -> length(bytes, random, steps);
            case 4 -> truncate(bytes, random, steps);
            case 5 -> duplicate(bytes, random, steps);
            case 6 -> remove(bytes, random, steps);
            default -> insert(bytes, random, steps);
        };
    }

    private static byte[] flip(byte[] bytes, RandomGenerator random, List<String> steps) {
        int at = random.nextInt(bytes.length);
        int bit = random.nextInt(8);
        steps.add("flip bit " + bit + " at " + at);
        bytes[at] ^= (byte) (1 << bit);
        return bytes;
    }

    private static byte[] set(byte[] bytes, RandomGenerator random, List<String> steps) {
        int at = random.nextInt(bytes.length);
        int value = random.nextInt(256);
        steps.add("set " + at + " to " + value);
        bytes[at] = (byte) value;
        return bytes;
    }

    /** Edits a byte that stands where DER has a length: behind a tag of the universal or context-specific class. */
    private static byte[] length(byte[] bytes, RandomGenerator random, List<String> steps) {
        int start = random.nextInt(bytes.length);
        int at = IntStream.range(0, bytes.length)
                .map(offset -> (start + offset) % bytes.length)
                .filter(place -> place > 0 && looksLikeTag(bytes[place - 1]))
                .findFirst()
                .orElse(start);
        int value = random.nextBoolean()
                ? LENGTHS[random.nextInt(LENGTHS.length)]
                : (bytes[at] & 0xff) + (random.nextBoolean() ? 1 : -1);
        steps.add("length at " + at + " to " + (value & 0xff));
        bytes[at] = (byte) value;
        return bytes;
    }

    private static boolean looksLikeTag(byte octet) {
        int tag = octet & 0xff;
        return (tag >= 0x01 && tag <= 0x1e) || tag == 0x30 || tag == 0x31 || (tag >= 0x80 && tag <= 0xa8);
    }

    private static byte[] truncate(byte[] bytes, RandomGenerator random, List<String> steps) {
        int length = random.nextInt(bytes.length);
        steps.add("truncate to " + length);
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] duplicate(byte[] bytes, RandomGenerator random, List<String> steps) {
        int from = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(bytes.length - from);
        int at = random.nextInt(bytes.length + 1);
        steps.add("copy " + length + " bytes of " + from + " to " + at);
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, from + length));
    }

    private static byte[] remove(byte[] bytes, RandomGenerator random, List<String> steps) {
        int from = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - from));
        steps.add("remove " + length + " bytes at " + from);
        return spliced(bytes, from, from + length, new byte[0]);
    }

    private static byte[] insert(byte[] bytes, RandomGenerator random, List<String> steps) {
        int at = random.nextInt(bytes.length + 1);
        byte[] piece = TELLING[random.nextInt(TELLING.length)];
        steps.add("insert " + Arrays.toString(piece) + " at " + at);
        return spliced(bytes, at, at, piece);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length + piece.length);
        result.write(bytes, 0, from);
        result.writeBytes(piece);
        result.write(bytes, to, bytes.length - to);
        return result.toByteArray();
    }
}
