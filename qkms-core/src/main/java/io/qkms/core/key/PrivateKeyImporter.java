package io.qkms.core.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.PrivateKeyAccess;
import io.qkms.core.module.PrivateKeyBytes;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.module.SubjectPublicKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Takes in private keys that were made elsewhere, as PKCS #8 in the clear. The public key is always recomputed, never
 * believed, and a signature must verify with it.
 *
 * <p>ML-DSA comes in the three forms of RFC 9881 §6. A seed is expanded; seed and expanded key together must agree; an
 * expanded key alone must agree with itself, which providers do not check (RFC 9881 appendix C.4). Safe for use by many
 * threads.
 */
public final class PrivateKeyImporter {
    private static final String FIELD = "private_key";
    private static final int PRIME_CERTAINTY = 64;

    private final SignatureModules modules;
    private final SecureRandom random;

    /** An importer that tries keys in these modules. */
    public PrivateKeyImporter(SignatureModules modules, SecureRandom random) {
        this.modules = modules;
        this.random = random;
    }

    /**
     * Checks a private key and finds its public half.
     *
     * @param pkcs8 a DER-encoded PrivateKeyInfo (RFC 5208, RFC 5958); stays the caller's to overwrite
     * @throws QkmsException 40000 with the rule {@code private_key.encoding} if it does not parse,
     *     {@code private_key.inconsistent} if it contradicts itself; 40002 if its algorithm is none that is available
     */
    public ImportedKey read(byte[] pkcs8) {
        PrivateKeyInfo info = parse(pkcs8);
        Algorithm algorithm = algorithmOf(info);
        KeyPair pair;
        try {
            pair = algorithm.family() == Family.ML_DSA ? mlDsa(algorithm, info) : classical(algorithm, info);
        } catch (IllegalArgumentException e) {
            throw refused("private_key.inconsistent");
        } catch (IOException | RuntimeException e) {
            // Hostile octets make the ASN.1 parser throw whatever it likes.
            throw refused("private_key.encoding");
        }
        ImportedKey key = new ImportedKey(algorithm, pair.publicKey(), pair.privateKey());
        requireNamedPublicKey(info, key);
        requireSigns(key);
        return key;
    }

    private record KeyPair(byte[] publicKey, PrivateKeyBytes privateKey) {}

    private static PrivateKeyInfo parse(byte[] pkcs8) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(ASN1Primitive.fromByteArray(pkcs8));
            if (info != null && Arrays.equals(info.getEncoded(ASN1Encoding.DER), pkcs8)) {
                return info;
            }
        } catch (IOException | RuntimeException e) {
            throw refused("private_key.encoding");
        }
        throw refused("private_key.encoding");
    }

    private static Algorithm algorithmOf(PrivateKeyInfo info) {
        Optional<Algorithm> algorithm = SubjectPublicKeys.algorithmOfPrivateKey(info);
        return algorithm
                .filter(known -> known.available() && known.family().signs())
                .orElseThrow(() -> QkmsException.of(
                        ErrorCode.UNSUPPORTED_ALGORITHM,
                        FIELD,
                        "algorithm.unknown",
                        algorithm
                                .map(Algorithm::displayName)
                                .orElse(info.getPrivateKeyAlgorithm()
                                        .getAlgorithm()
                                        .getId())));
    }

    private static KeyPair mlDsa(Algorithm algorithm, PrivateKeyInfo info) throws IOException {
        ASN1Primitive form = ASN1Primitive.fromByteArray(info.getPrivateKey().getOctets());
        if (form instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0)) {
            byte[] seed = ASN1OctetString.getInstance(tagged, false).getOctets();
            return ofSeed(algorithm, seed);
        }
        if (form instanceof ASN1Sequence both && both.size() == 2) {
            byte[] seed = ASN1OctetString.getInstance(both.getObjectAt(0)).getOctets();
            byte[] expanded = ASN1OctetString.getInstance(both.getObjectAt(1)).getOctets();
            if (!MessageDigest.isEqual(expand(algorithm, seed).getEncoded(), expanded)) {
                throw new IllegalArgumentException("seed and expanded key differ");
            }
            return ofSeed(algorithm, seed);
        }
        byte[] expanded = ASN1OctetString.getInstance(form).getOctets();
        byte[] publicKey = ExpandedMlDsaKey.publicKeyOf(algorithm, expanded);
        return new KeyPair(subjectPublicKeyInfo(algorithm, publicKey), pkcs8(algorithm, new DEROctetString(expanded)));
    }

    private static KeyPair ofSeed(Algorithm algorithm, byte[] seed) throws IOException {
        byte[] publicKey = expand(algorithm, seed).getPublicKey();
        return new KeyPair(
                subjectPublicKeyInfo(algorithm, publicKey),
                pkcs8(algorithm, new DERTaggedObject(false, 0, new DEROctetString(seed))));
    }

    private static MLDSAPrivateKeyParameters expand(Algorithm algorithm, byte[] seed) {
        if (seed.length != 32) {
            throw new IllegalArgumentException("an ML-DSA seed has 32 octets");
        }
        MLDSAParameters parameters = switch (algorithm) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
            default -> throw new IllegalArgumentException(algorithm + " is not ML-DSA");
        };
        return new MLDSAPrivateKeyParameters(parameters, seed)
                .getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY);
    }

    private static byte[] subjectPublicKeyInfo(Algorithm algorithm, byte[] raw) throws IOException {
        return new SubjectPublicKeyInfo(identifier(algorithm), raw).getEncoded(ASN1Encoding.DER);
    }

    private static AlgorithmIdentifier identifier(Algorithm algorithm) {
        return new AlgorithmIdentifier(new ASN1ObjectIdentifier(algorithm.oid()));
    }

    private static PrivateKeyBytes pkcs8(Algorithm algorithm, ASN1Primitive privateKey) throws IOException {
        return bytes(new PrivateKeyInfo(identifier(algorithm), privateKey));
    }

    private static PrivateKeyBytes bytes(PrivateKeyInfo info) throws IOException {
        byte[] encoded = info.getEncoded(ASN1Encoding.DER);
        try {
            return PrivateKeyBytes.ofPkcs8(encoded, PrivateKeyAccess.requested());
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static KeyPair classical(Algorithm algorithm, PrivateKeyInfo info) throws IOException {
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(info);
        AsymmetricKeyParameter publicKey;
        if (key instanceof ECPrivateKeyParameters ec) {
            publicKey = new ECPublicKeyParameters(
                    new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()), ec.getParameters());
        } else if (key instanceof Ed25519PrivateKeyParameters ed25519) {
            publicKey = ed25519.generatePublicKey();
        } else if (key instanceof RSAPrivateCrtKeyParameters rsa && consistent(rsa)) {
            publicKey = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
        } else {
            throw new IllegalArgumentException("not a whole private key of " + algorithm);
        }
        byte[] encoded = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey)
                .getEncoded(ASN1Encoding.DER);
        if (SubjectPublicKeys.algorithmOf(encoded).filter(algorithm::equals).isEmpty()) {
            throw new IllegalArgumentException("not a sound key of " + algorithm);
        }
        return new KeyPair(encoded, bytes(new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey())));
    }

    /** RFC 8017 §3.2: every number of the key follows from the two primes and the public exponent. */
    private static boolean consistent(RSAPrivateCrtKeyParameters key) {
        BigInteger p = key.getP();
        BigInteger q = key.getQ();
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        return p.multiply(q).equals(key.getModulus())
                && p.isProbablePrime(PRIME_CERTAINTY)
                && q.isProbablePrime(PRIME_CERTAINTY)
                && key.getExponent().multiply(key.getPublicExponent()).mod(p1).equals(BigInteger.ONE)
                && key.getExponent().multiply(key.getPublicExponent()).mod(q1).equals(BigInteger.ONE)
                && key.getExponent().mod(p1).equals(key.getDP())
                && key.getExponent().mod(q1).equals(key.getDQ())
                && key.getQInv().multiply(q).mod(p).equals(BigInteger.ONE)
                && key.getQInv().compareTo(p) < 0;
    }

    /** A public key that stands beside the private one, in RFC 5958's place or RFC 5915's, must be the recomputed one. */
    private static void requireNamedPublicKey(PrivateKeyInfo info, ImportedKey key) {
        byte[] recomputed = SubjectPublicKeyInfo.getInstance(key.publicKey())
                .getPublicKeyData()
                .getOctets();
        boolean agrees;
        try {
            agrees = (!info.hasPublicKey()
                            || Arrays.equals(info.getPublicKeyData().getOctets(), recomputed))
                    && (key.algorithm().family() != Family.EC || namedInEcKey(info, recomputed));
        } catch (IOException | RuntimeException e) {
            agrees = false;
        }
        if (!agrees) {
            key.close();
            throw refused("private_key.inconsistent");
        }
    }

    private static boolean namedInEcKey(PrivateKeyInfo info, byte[] recomputed) throws IOException {
        ASN1BitString named = ECPrivateKey.getInstance(info.parsePrivateKey()).getPublicKey();
        return named == null || Arrays.equals(named.getOctets(), recomputed);
    }

    private void requireSigns(ImportedKey key) {
        byte[] challenge = new byte[32];
        random.nextBytes(challenge);
        boolean holds;
        try {
            byte[] signature = modules.load(key.algorithm(), key.privateKey()).sign(challenge);
            holds = modules.verify(key.algorithm(), key.publicKey(), challenge, signature);
        } catch (IllegalArgumentException e) {
            holds = false;
        }
        if (!holds) {
            key.close();
            throw refused("private_key.inconsistent");
        }
    }

    /** Without value and cause: either could quote the key. */
    private static QkmsException refused(String rule) {
        return QkmsException.malformed(FIELD, rule, null, null);
    }
}
