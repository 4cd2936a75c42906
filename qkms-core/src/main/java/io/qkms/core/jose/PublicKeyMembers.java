package io.qkms.core.jose;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * The members of a JWK that hold the public key, to and from SubjectPublicKeyInfo: {@code AKP} (RFC 9964 §3), {@code EC}
 * (RFC 7518 §6.2), {@code OKP} (RFC 8037 §2), {@code RSA} (RFC 7518 §6.3). They are at once the members that a thumbprint
 * covers (RFC 7638 §3.2, RFC 8037 §2, RFC 9964 §6), in the order of their names.
 */
final class PublicKeyMembers {
    private static final Map<Algorithm, String> EC_CURVES =
            Map.of(Algorithm.EC_P256, "P-256", Algorithm.EC_P384, "P-384");
    private static final String ED25519_CURVE = "Ed25519";
    private static final int SMALLEST_EXPONENT = 3;
    private static final int LONGEST_EXPONENT_BITS = 64;

    private PublicKeyMembers() {}

    /**
     * The members for a public key.
     *
     * @param spki DER-encoded SubjectPublicKeyInfo
     * @throws QkmsException 40002 if JOSE has no registered name for the algorithm
     * @throws IllegalArgumentException if the key is not one of this algorithm
     */
    static SortedMap<String, String> of(Algorithm algorithm, byte[] spki) {
        String alg = algorithm
                .joseName()
                .orElseThrow(() -> QkmsException.of(
                        ErrorCode.UNSUPPORTED_ALGORITHM, "algorithm", "algorithm.jose", algorithm.displayName()));
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(spki);
        SortedMap<String, String> members = new TreeMap<>();
        switch (algorithm.family()) {
            case ML_DSA -> {
                members.put("kty", "AKP");
                members.put("alg", alg);
                members.put("pub", Base64Url.encode(info.getPublicKeyData().getOctets()));
            }
            case EDDSA -> {
                members.put("kty", "OKP");
                members.put("crv", ED25519_CURVE);
                members.put("x", Base64Url.encode(info.getPublicKeyData().getOctets()));
            }
            case EC -> {
                X9ECParameters curve = curve(algorithm);
                ECPoint point = curve.getCurve()
                        .decodePoint(info.getPublicKeyData().getOctets())
                        .normalize();
                members.put("kty", "EC");
                members.put("crv", EC_CURVES.get(algorithm));
                members.put("x", Base64Url.encode(point.getAffineXCoord().getEncoded()));
                members.put("y", Base64Url.encode(point.getAffineYCoord().getEncoded()));
            }
            case RSA -> {
                RSAPublicKey key = rsa(info);
                members.put("kty", "RSA");
                members.put("n", Base64Url.encode(BigIntegers.asUnsignedByteArray(key.getModulus())));
                members.put("e", Base64Url.encode(BigIntegers.asUnsignedByteArray(key.getPublicExponent())));
            }
            default -> throw new IllegalArgumentException("no key type for " + algorithm.displayName());
        }
        if (!Arrays.equals(spki(algorithm, members), spki)) {
            throw new IllegalArgumentException("not a public key of " + algorithm.displayName());
        }
        return members;
    }

    /** The algorithm of the key that a JWK describes. */
    static Algorithm algorithm(String field, JsonNode jwk) {
        String keyType = text(field, jwk, "kty");
        return switch (keyType) {
            case "AKP" -> akp(field, text(field, jwk, "alg"));
            case "EC" -> {
                String crv = text(field, jwk, "crv");
                yield EC_CURVES.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(crv))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> unsupported(field + ".crv", crv));
            }
            case "OKP" -> {
                String crv = text(field, jwk, "crv");
                if (!crv.equals(ED25519_CURVE)) {
                    throw unsupported(field + ".crv", crv);
                }
                yield Algorithm.ED25519;
            }
            case "RSA" -> {
                int bits = new BigInteger(1, octets(field, jwk, "n")).bitLength();
                yield switch (bits) {
                    case 3072 -> Algorithm.RSA_3072;
                    case 4096 -> Algorithm.RSA_4096;
                    default -> throw unsupported(field + ".n", bits + " bits");
                };
            }
            default -> throw unsupported(field + ".kty", keyType);
        };
    }

    /**
     * The SubjectPublicKeyInfo that a JWK describes.
     *
     * @throws QkmsException 40000 if a member is missing, not canonical, or not of this algorithm
     */
    static byte[] spki(String field, Algorithm algorithm, JsonNode jwk) {
        SortedMap<String, String> members = new TreeMap<>();
        for (String name : names(algorithm.family())) {
            members.put(name, text(field, jwk, name));
            if (!name.equals("kty") && !name.equals("crv") && !name.equals("alg")) {
                octets(field, jwk, name);
            }
        }
        try {
            byte[] spki = spki(algorithm, members);
            // Catches what has several texts: leading zeros, an exponent that is out of range.
            if (!of(algorithm, spki).equals(members)) {
                throw QkmsException.malformed(field, "jwk.key", null, null);
            }
            return spki;
        } catch (IllegalArgumentException e) {
            throw QkmsException.malformed(field, "jwk.key", null, e);
        }
    }

    private static byte[] spki(Algorithm algorithm, SortedMap<String, String> members) {
        try {
            return switch (algorithm.family()) {
                case ML_DSA -> raw(algorithm, decode(members, "pub"));
                case EDDSA -> raw(algorithm, decode(members, "x"));
                case EC -> {
                    ASN1ObjectIdentifier curveName = new ASN1ObjectIdentifier(algorithm.oid());
                    ECPoint point = curve(algorithm)
                            .getCurve()
                            .validatePoint(
                                    new BigInteger(1, decode(members, "x")), new BigInteger(1, decode(members, "y")));
                    yield new SubjectPublicKeyInfo(
                                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curveName),
                                    point.getEncoded(false))
                            .getEncoded();
                }
                case RSA -> {
                    BigInteger modulus = new BigInteger(1, decode(members, "n"));
                    BigInteger exponent = new BigInteger(1, decode(members, "e"));
                    if (exponent.intValue() < SMALLEST_EXPONENT && exponent.bitLength() < Integer.SIZE
                            || exponent.bitLength() > LONGEST_EXPONENT_BITS
                            || !exponent.testBit(0)
                            || modulus.bitLength() != (algorithm == Algorithm.RSA_3072 ? 3072 : 4096)) {
                        throw new IllegalArgumentException("not an RSA public key of this size");
                    }
                    yield new SubjectPublicKeyInfo(
                                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                    new RSAPublicKey(modulus, exponent))
                            .getEncoded();
                }
                default -> throw new IllegalArgumentException("no key type for " + algorithm.displayName());
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot encode", e);
        }
    }

    private static byte[] decode(SortedMap<String, String> members, String name) {
        return Base64Url.decode(name, members.getOrDefault(name, ""));
    }

    private static byte[] raw(Algorithm algorithm, byte[] key) throws IOException {
        if (key.length != algorithm.publicKeyLength()) {
            throw new IllegalArgumentException("a public key of " + key.length + " octets");
        }
        return new SubjectPublicKeyInfo(new AlgorithmIdentifier(new ASN1ObjectIdentifier(algorithm.oid())), key)
                .getEncoded();
    }

    private static RSAPublicKey rsa(SubjectPublicKeyInfo info) {
        try {
            return RSAPublicKey.getInstance(info.parsePublicKey());
        } catch (IOException e) {
            throw new IllegalArgumentException("not an RSA public key", e);
        }
    }

    private static X9ECParameters curve(Algorithm algorithm) {
        return ECNamedCurveTable.getByOID(new ASN1ObjectIdentifier(algorithm.oid()));
    }

    private static Algorithm akp(String field, String alg) {
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> algorithm.family() == Family.ML_DSA)
                .filter(algorithm -> algorithm.joseName().filter(alg::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> unsupported(field + ".alg", alg));
    }

    private static String[] names(Family family) {
        return switch (family) {
            case ML_DSA -> new String[] {"kty", "alg", "pub"};
            case EDDSA -> new String[] {"kty", "crv", "x"};
            case EC -> new String[] {"kty", "crv", "x", "y"};
            default -> new String[] {"kty", "n", "e"};
        };
    }

    private static byte[] octets(String field, JsonNode jwk, String name) {
        return Base64Url.decode(field + "." + name, text(field, jwk, name));
    }

    private static String text(String field, JsonNode jwk, String name) {
        JsonNode value = jwk.path(name);
        if (!value.isTextual()) {
            throw QkmsException.malformed(field + "." + name, "jwk.member", null, null);
        }
        return value.textValue();
    }

    private static QkmsException unsupported(String field, String value) {
        return QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, field, "jwk.unsupported", value);
    }
}
