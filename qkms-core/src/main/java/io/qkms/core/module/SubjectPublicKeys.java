package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Tells which of our algorithms a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) belongs to. Looks at object identifiers,
 * parameters and sizes only; whether the key itself is sound is the module's to say when it uses it.
 */
public final class SubjectPublicKeys {
    private static final int RSA_SMALLEST_EXPONENT = 65537;
    private static final int RSA_LONGEST_EXPONENT_BITS = 256;

    private SubjectPublicKeys() {}

    /**
     * The algorithm of a public key.
     *
     * @param subjectPublicKeyInfo DER; anything else, trailing octets included, has no algorithm
     * @return empty if it is not DER, or a key of an algorithm, size or curve that the registry does not know
     */
    public static Optional<Algorithm> algorithmOf(byte[] subjectPublicKeyInfo) {
        try {
            SubjectPublicKeyInfo info =
                    SubjectPublicKeyInfo.getInstance(ASN1Primitive.fromByteArray(subjectPublicKeyInfo));
            if (info == null || !Arrays.equals(info.getEncoded(ASN1Encoding.DER), subjectPublicKeyInfo)) {
                return Optional.empty();
            }
            AlgorithmIdentifier identifier = info.getAlgorithm();
            if (PKCSObjectIdentifiers.rsaEncryption.equals(identifier.getAlgorithm())) {
                return rsa(identifier, RSAPublicKey.getInstance(info.parsePublicKey()));
            }
            return ofIdentifier(identifier)
                    .filter(algorithm -> info.getPublicKeyData().getOctets().length == algorithm.publicKeyLength());
        } catch (IOException | RuntimeException e) {
            // Hostile octets make the ASN.1 parser throw whatever it likes.
            return Optional.empty();
        }
    }

    /**
     * The algorithm that an AlgorithmIdentifier of a public or private key names; empty for RSA, whose identifier does not
     * tell the size.
     */
    private static Optional<Algorithm> ofIdentifier(AlgorithmIdentifier identifier) {
        String oid;
        if (X9ObjectIdentifiers.id_ecPublicKey.equals(identifier.getAlgorithm())) {
            if (!(identifier.getParameters() instanceof ASN1ObjectIdentifier curve)) {
                return Optional.empty();
            }
            oid = curve.getId();
        } else if (identifier.getParameters() == null) {
            oid = identifier.getAlgorithm().getId();
        } else {
            return Optional.empty();
        }
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> algorithm.family() != Family.RSA)
                .filter(algorithm -> algorithm.oid().equals(oid))
                .filter(algorithm -> (algorithm.family() == Family.EC)
                        == X9ObjectIdentifiers.id_ecPublicKey.equals(identifier.getAlgorithm()))
                .findFirst();
    }

    private static Optional<Algorithm> rsa(AlgorithmIdentifier identifier, RSAPublicKey key) {
        BigInteger exponent = key.getPublicExponent();
        boolean sound = DERNull.INSTANCE.equals(identifier.getParameters())
                && exponent.testBit(0)
                && exponent.bitLength() <= RSA_LONGEST_EXPONENT_BITS
                && exponent.compareTo(BigInteger.valueOf(RSA_SMALLEST_EXPONENT)) >= 0;
        return sound ? rsaOfSize(key.getModulus().bitLength()) : Optional.empty();
    }

    /**
     * The algorithm of a private key.
     *
     * @return empty if the registry does not know its algorithm, size or curve, or if an RSA key does not parse
     */
    public static Optional<Algorithm> algorithmOfPrivateKey(PrivateKeyInfo info) {
        if (!PKCSObjectIdentifiers.rsaEncryption.equals(
                info.getPrivateKeyAlgorithm().getAlgorithm())) {
            return ofIdentifier(info.getPrivateKeyAlgorithm());
        }
        try {
            RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
            return rsaOfSize(key.getModulus().bitLength());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The RSA algorithm with a modulus of this many bits. */
    private static Optional<Algorithm> rsaOfSize(int modulusBits) {
        return switch (modulusBits) {
            case 3072 -> Optional.of(Algorithm.RSA_3072);
            case 4096 -> Optional.of(Algorithm.RSA_4096);
            default -> Optional.empty();
        };
    }
}
