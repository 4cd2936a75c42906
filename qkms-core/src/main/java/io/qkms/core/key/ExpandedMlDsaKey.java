package io.qkms.core.key;

import io.qkms.core.algorithm.Algorithm;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * The expanded form of an ML-DSA private key (FIPS 204 §7.2, {@code skDecode}), checked for agreeing with itself: from
 * {@code ρ, s1, s2} it recomputes {@code t = A·s1 + s2}, and with it the public key, {@code t0} and {@code tr}. RFC 9881
 * appendix C.4 shows keys that sign although they fail this; providers take them.
 *
 * <p>For import only: not written to run in constant time.
 */
final class ExpandedMlDsaKey {
    private static final int N = 256;
    private static final long Q = 8380417;
    private static final int D = 13;
    private static final int T1_BITS = 10;
    private static final long ROOT_OF_UNITY = 1753;
    private static final long N_INVERSE = 8347681;
    private static final int SEED = 32;
    private static final int TR = 64;
    private static final long[] ZETAS = zetas();

    private final Parameters parameters;
    private final byte[] encoded;
    private int position;

    private record Parameters(int k, int l, int eta, int etaBits) {
        static Parameters of(Algorithm algorithm) {
            return switch (algorithm) {
                case ML_DSA_44 -> new Parameters(4, 4, 2, 3);
                case ML_DSA_65 -> new Parameters(6, 5, 4, 4);
                case ML_DSA_87 -> new Parameters(8, 7, 2, 3);
                default -> throw new IllegalArgumentException(algorithm + " is not ML-DSA");
            };
        }

        int length() {
            return 2 * SEED + TR + N / 8 * (etaBits * (k + l) + D * k);
        }
    }

    private ExpandedMlDsaKey(Algorithm algorithm, byte[] encoded) {
        this.parameters = Parameters.of(algorithm);
        this.encoded = encoded;
        if (encoded.length != parameters.length()) {
            throw new IllegalArgumentException("expanded private key of a wrong length");
        }
    }

    /**
     * The raw public key (FIPS 204 §7.2, {@code pkEncode}) that belongs to an expanded private key.
     *
     * @throws IllegalArgumentException if the private key contradicts itself
     */
    static byte[] publicKeyOf(Algorithm algorithm, byte[] expanded) {
        return new ExpandedMlDsaKey(algorithm, expanded).publicKey();
    }

    private byte[] publicKey() {
        byte[] rho = take(SEED);
        take(SEED);
        byte[] tr = take(TR);
        long[][] s1 = takeSmall(parameters.l());
        long[][] s2 = takeSmall(parameters.k());
        long[][] t0 = new long[parameters.k()][];
        for (int i = 0; i < t0.length; i++) {
            t0[i] = unpack(take(N / 8 * D), D, 1L << (D - 1));
        }
        Arrays.stream(s1).forEach(ExpandedMlDsaKey::ntt);
        ByteArrayOutputStream publicKey = new ByteArrayOutputStream();
        publicKey.writeBytes(rho);
        for (int row = 0; row < parameters.k(); row++) {
            publicKey.writeBytes(packT1(row(rho, row, s1), s2[row], t0[row]));
        }
        byte[] encodedPublicKey = publicKey.toByteArray();
        if (!Arrays.equals(tr, shake256(encodedPublicKey))) {
            throw new IllegalArgumentException("the private key's hash is not that of its public key");
        }
        return encodedPublicKey;
    }

    private byte[] take(int length) {
        position += length;
        return Arrays.copyOfRange(encoded, position - length, position);
    }

    private long[][] takeSmall(int count) {
        long[][] polynomials = new long[count][];
        for (int i = 0; i < count; i++) {
            polynomials[i] = unpack(take(N / 8 * parameters.etaBits()), parameters.etaBits(), parameters.eta());
            for (long coefficient : polynomials[i]) {
                if (Math.abs(coefficient) > parameters.eta()) {
                    throw new IllegalArgumentException("a secret coefficient is out of range");
                }
            }
        }
        return polynomials;
    }

    /** BitUnpack of FIPS 204 algorithm 19: coefficients {@code upper - z}. */
    private static long[] unpack(byte[] packed, int bits, long upper) {
        long[] polynomial = new long[N];
        for (int i = 0; i < N; i++) {
            long value = 0;
            for (int bit = 0; bit < bits; bit++) {
                int place = i * bits + bit;
                value |= (long) (packed[place / 8] >> (place % 8) & 1) << bit;
            }
            polynomial[i] = upper - value;
        }
        return polynomial;
    }

    /** One row of {@code A·s1}, in the ordinary domain. */
    private static long[] row(byte[] rho, int row, long[][] s1) {
        long[] sum = new long[N];
        for (int column = 0; column < s1.length; column++) {
            long[] a = sampleUniform(rho, row, column);
            for (int i = 0; i < N; i++) {
                sum[i] = (sum[i] + a[i] * s1[column][i]) % Q;
            }
        }
        inverseNtt(sum);
        return sum;
    }

    /** Power2Round (FIPS 204 algorithm 35) of {@code A·s1 + s2}: the low half must be t0, the high half is t1, packed. */
    private static byte[] packT1(long[] product, long[] s2, long[] t0) {
        byte[] packed = new byte[N / 8 * T1_BITS];
        for (int i = 0; i < N; i++) {
            long t = Math.floorMod(product[i] + s2[i], Q);
            long low = t & ((1 << D) - 1);
            if (low > 1 << (D - 1)) {
                low -= 1 << D;
            }
            if (low != t0[i]) {
                throw new IllegalArgumentException("the private key's low bits are not those of its secrets");
            }
            long high = (t - low) >> D;
            for (int bit = 0; bit < T1_BITS; bit++) {
                int place = i * T1_BITS + bit;
                packed[place / 8] |= (byte) ((high >> bit & 1) << (place % 8));
            }
        }
        return packed;
    }

    /** RejNTTPoly (FIPS 204 algorithm 30). */
    private static long[] sampleUniform(byte[] rho, int row, int column) {
        SHAKEDigest shake = new SHAKEDigest(128);
        shake.update(rho, 0, rho.length);
        shake.update((byte) column);
        shake.update((byte) row);
        long[] polynomial = new long[N];
        byte[] three = new byte[3];
        for (int i = 0; i < N; ) {
            shake.doOutput(three, 0, three.length);
            long candidate = (three[0] & 0xff) | (three[1] & 0xff) << 8 | (three[2] & 0x7f) << 16;
            if (candidate < Q) {
                polynomial[i++] = candidate;
            }
        }
        return polynomial;
    }

    /** FIPS 204 algorithm 41. */
    private static void ntt(long[] w) {
        int m = 0;
        for (int length = N / 2; length >= 1; length /= 2) {
            for (int start = 0; start < N; start += 2 * length) {
                long zeta = ZETAS[++m];
                for (int j = start; j < start + length; j++) {
                    long t = zeta * Math.floorMod(w[j + length], Q) % Q;
                    w[j + length] = Math.floorMod(w[j] - t, Q);
                    w[j] = Math.floorMod(w[j] + t, Q);
                }
            }
        }
    }

    /** FIPS 204 algorithm 42. */
    private static void inverseNtt(long[] w) {
        int m = N;
        for (int length = 1; length < N; length *= 2) {
            for (int start = 0; start < N; start += 2 * length) {
                long zeta = Q - ZETAS[--m];
                for (int j = start; j < start + length; j++) {
                    long t = w[j];
                    w[j] = (t + w[j + length]) % Q;
                    w[j + length] = zeta * Math.floorMod(t - w[j + length], Q) % Q;
                }
            }
        }
        for (int j = 0; j < N; j++) {
            w[j] = w[j] * N_INVERSE % Q;
        }
    }

    private static long[] zetas() {
        long[] powers = new long[N];
        powers[0] = 1;
        for (int i = 1; i < N; i++) {
            powers[i] = powers[i - 1] * ROOT_OF_UNITY % Q;
        }
        long[] zetas = new long[N];
        for (int i = 0; i < N; i++) {
            zetas[i] = powers[Integer.reverse(i) >>> (Integer.SIZE - Byte.SIZE)];
        }
        return zetas;
    }

    private static byte[] shake256(byte[] input) {
        SHAKEDigest shake = new SHAKEDigest(256);
        shake.update(input, 0, input.length);
        byte[] output = new byte[TR];
        shake.doFinal(output, 0, output.length);
        return output;
    }
}
