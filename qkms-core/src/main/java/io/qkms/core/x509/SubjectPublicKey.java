package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.Signer;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * A public key as SubjectPublicKeyInfo, of a known algorithm and well formed: right length, a point on its curve, an RSA
 * modulus of 3072 or 4096 bits with a sane exponent. Immutable.
 */
public final class SubjectPublicKey {
    private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    private static final BigInteger MIN_RSA_EXPONENT = BigInteger.valueOf(65537);
    private static final int MAX_RSA_EXPONENT_BITS = 33;
    // The product of the odd primes up to 751: no honest modulus shares a factor with it (Boulder checks the same).
    private static final BigInteger SMALL_PRIMES = smallPrimes(751);

    private final Algorithm algorithm;
    private final byte[] encoded;
    private final byte[] keyOctets;

    private SubjectPublicKey(Algorithm algorithm, byte[] encoded, byte[] keyOctets) {
        this.algorithm = algorithm;
        this.encoded = encoded;
        this.keyOctets = keyOctets;
    }

    /**
     * Reads and checks a DER-encoded SubjectPublicKeyInfo.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code public_key} if it is malformed or not a key of its algorithm; 40002 with
     *     rule {@code algorithm.unknown}, {@code algorithm.unavailable} or {@code public_key.rsa_size}
     */
    public static SubjectPublicKey parse(String field, byte[] spki) {
        try {
            return read(field, DerValue.parse(spki));
        } catch (IllegalArgumentException malformed) {
            throw malformed(field, malformed);
        }
    }

    /**
     * The public half of a signer's key.
     *
     * @throws IllegalArgumentException if its slot made no sound key
     */
    public static SubjectPublicKey of(Signer signer) {
        return read("signer", DerValue.parse(signer.publicKey()));
    }

    static SubjectPublicKey read(String field, DerValue spki) {
        DerValue.Fields fields = spki.sequence();
        DerValue.Fields identifier = fields.next().sequence();
        String oid = identifier.next().oid();
        DerValue parameters = identifier.hasNext() ? identifier.next() : null;
        identifier.end();
        byte[] key = fields.next().bitStringOctets();
        fields.end();
        Algorithm algorithm = algorithm(field, oid, parameters, key).requireAvailable(field);
        requireParameters(algorithm.family(), parameters);
        requireWellFormed(field, algorithm, key);
        return new SubjectPublicKey(algorithm, spki.encoded(), key);
    }

    private static Algorithm algorithm(String field, String oid, @Nullable DerValue parameters, byte[] key) {
        if (oid.equals(Algorithm.RSA_3072.oid())) {
            return rsaBySize(field, key);
        }
        // A key on a curve is told from others by its curve; explicit curve parameters are nobody's (RFC 5480 §2.1.1).
        String curve = oid.equals(EC_PUBLIC_KEY) && parameters != null && parameters.tag() == DerValue.OBJECT_IDENTIFIER
                ? parameters.oid()
                : null;
        String name = curve == null ? oid : curve;
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> (algorithm.family() == Family.EC) == (curve != null))
                .filter(algorithm -> algorithm.oid().equals(name))
                .findFirst()
                .orElseThrow(() -> unsupported(field, "algorithm.unknown", name, availableNames()));
    }

    private static Algorithm rsaBySize(String field, byte[] key) {
        int bits = DerValue.parse(key).sequence().next().integer().bitLength();
        return switch (bits) {
            case 3072 -> Algorithm.RSA_3072;
            case 4096 -> Algorithm.RSA_4096;
            default ->
                throw unsupported(
                        field,
                        "public_key.rsa_size",
                        Integer.toString(bits),
                        List.of(Algorithm.RSA_3072.displayName(), Algorithm.RSA_4096.displayName()));
        };
    }

    /** NULL for RSA (RFC 3279 §2.3.1), the curve for EC, absent for all others (RFC 8410 §3, RFC 9881 §2). */
    private static void requireParameters(Family family, @Nullable DerValue parameters) {
        boolean right = switch (family) {
            case RSA -> parameters != null && parameters.tag() == DerValue.NULL;
            case EC -> parameters != null;
            default -> parameters == null;
        };
        if (!right) {
            throw new IllegalArgumentException("algorithm parameters");
        }
    }

    private static void requireWellFormed(String field, Algorithm algorithm, byte[] key) {
        switch (algorithm.family()) {
            case RSA -> requireSaneRsa(key);
            case EC -> requirePoint(algorithm, key);
            case EDDSA ->
                require(
                        key.length == Ed25519.PUBLIC_KEY_SIZE && Ed25519.validatePublicKeyFull(key, 0),
                        "Ed25519 point");
            default ->
                require(
                        key.length == algorithm.publicKeyLength(),
                        algorithm.displayName() + " public keys have " + algorithm.publicKeyLength() + " octets");
        }
    }

    private static void requireSaneRsa(byte[] key) {
        DerValue.Fields numbers = DerValue.parse(key).sequence();
        BigInteger modulus = numbers.next().integer();
        BigInteger exponent = numbers.next().integer();
        numbers.end();
        require(modulus.signum() > 0 && modulus.testBit(0), "RSA modulus");
        require(modulus.gcd(SMALL_PRIMES).equals(BigInteger.ONE), "RSA modulus with a small factor");
        require(
                exponent.compareTo(MIN_RSA_EXPONENT) >= 0
                        && exponent.bitLength() <= MAX_RSA_EXPONENT_BITS
                        && exponent.testBit(0),
                "RSA exponent");
    }

    private static void requirePoint(Algorithm algorithm, byte[] key) {
        require(key.length == algorithm.publicKeyLength() && key[0] == 4, "point is not uncompressed");
        var curve = CustomNamedCurves.getByOID(new ASN1ObjectIdentifier(algorithm.oid()))
                .getCurve();
        require(curve.decodePoint(key).isValid(), "point is not on the curve");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    private static BigInteger smallPrimes(int last) {
        BigInteger product = BigInteger.ONE;
        for (int candidate = 3; candidate <= last; candidate += 2) {
            if (BigInteger.valueOf(candidate).isProbablePrime(50)) {
                product = product.multiply(BigInteger.valueOf(candidate));
            }
        }
        return product;
    }

    static QkmsException malformed(String field, IllegalArgumentException cause) {
        return QkmsException.malformed(field, "public_key", cause.getMessage(), cause);
    }

    private static QkmsException unsupported(String field, String rule, String value, List<String> allowed) {
        return new QkmsException(
                ErrorCode.UNSUPPORTED_ALGORITHM, List.of(new ErrorDetail(field, rule, value, allowed)));
    }

    private static List<String> availableNames() {
        return Arrays.stream(Algorithm.values())
                .filter(Algorithm::available)
                .map(Algorithm::displayName)
                .toList();
    }

    /** The key's algorithm. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** The DER-encoded SubjectPublicKeyInfo; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** The octets of the BIT STRING inside: the raw key of ML-DSA and Ed25519, the point of EC; a fresh copy. */
    public byte[] keyOctets() {
        return keyOctets.clone();
    }

    /** The key identifier by method 1 of RFC 7093 §2: the first 160 bits of SHA-256 over {@link #keyOctets()}. */
    public byte[] keyIdentifier() {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(keyOctets), 20);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubjectPublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "SubjectPublicKey[" + algorithm + "]";
    }
}
