package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The BouncyCastle provider as a signature module: ML-DSA (FIPS 204), ECDSA, Ed25519 and RSA with PKCS #1 v1.5. Uses a
 * provider object of its own and registers nothing in the JVM.
 *
 * <p>Signing is hedged (FIPS 204 §3.4): BouncyCastle signs ML-DSA deterministically unless it is given a
 * {@link SecureRandom}, so every operation gets one. Safe for use by many threads: keys are shared, a {@link Signature}
 * lives for one operation.
 */
public final class BouncyCastleModule implements SignatureModule {
    private static final Map<Algorithm, JcaNames> NAMES = names();

    private final Provider provider = new BouncyCastleProvider();
    private final SecureRandom random;

    /** How BouncyCastle calls an algorithm: its keys, its signatures, and what makes a key pair generator produce it. */
    private record JcaNames(String key, String signature, AlgorithmParameterSpec parameters) {}

    /** A module that takes its randomness from the given source. */
    public BouncyCastleModule(SecureRandom random) {
        this.random = random;
    }

    private static Map<Algorithm, JcaNames> names() {
        Map<Algorithm, JcaNames> names = new EnumMap<>(Algorithm.class);
        names.put(Algorithm.ML_DSA_44, new JcaNames("ML-DSA-44", "ML-DSA-44", MLDSAParameterSpec.ml_dsa_44));
        names.put(Algorithm.ML_DSA_65, new JcaNames("ML-DSA-65", "ML-DSA-65", MLDSAParameterSpec.ml_dsa_65));
        names.put(Algorithm.ML_DSA_87, new JcaNames("ML-DSA-87", "ML-DSA-87", MLDSAParameterSpec.ml_dsa_87));
        names.put(Algorithm.EC_P256, new JcaNames("EC", "SHA256withECDSA", new ECGenParameterSpec("secp256r1")));
        names.put(Algorithm.EC_P384, new JcaNames("EC", "SHA384withECDSA", new ECGenParameterSpec("secp384r1")));
        names.put(Algorithm.ED25519, new JcaNames("Ed25519", "Ed25519", NamedParameterSpec.ED25519));
        names.put(Algorithm.RSA_3072, rsa(3072));
        names.put(Algorithm.RSA_4096, rsa(4096));
        return Collections.unmodifiableMap(names);
    }

    private static JcaNames rsa(int bits) {
        return new JcaNames("RSA", "SHA256withRSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    @Override
    public String name() {
        return "bouncycastle";
    }

    @Override
    public Set<Algorithm> algorithms() {
        return NAMES.keySet();
    }

    @Override
    public GeneratedKey generate(Algorithm algorithm) {
        JcaNames names = namesOf(algorithm);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(names.key(), provider);
            generator.initialize(names.parameters(), random);
            KeyPair pair = generator.generateKeyPair();
            return new GeneratedKey(pair.getPublic().getEncoded(), neutral(pair.getPrivate()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("BouncyCastle made no " + algorithm.displayName() + " key", e);
        }
    }

    /** PKCS #8 as everybody reads it: ML-DSA as seed (RFC 9881 §6), version v1 without public key (RFC 5958 §2). */
    private static PrivateKeyBytes neutral(PrivateKey key) throws IOException {
        PrivateKey chosen = key instanceof MLDSAPrivateKey mlDsa ? mlDsa.getPrivateKey(true) : key;
        byte[] encoded = chosen.getEncoded();
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(encoded);
        byte[] plain =
                new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded(ASN1Encoding.DER);
        try {
            return PrivateKeyBytes.ofPkcs8(plain, PrivateKeyAccess.requested());
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public PrivateKeyHandle load(Algorithm algorithm, PrivateKeyBytes privateKey) {
        JcaNames names = namesOf(algorithm);
        byte[] pkcs8 = privateKey.toPkcs8(PrivateKeyAccess.requested());
        try {
            if (SubjectPublicKeys.algorithmOfPrivateKey(PrivateKeyInfo.getInstance(pkcs8))
                    .filter(algorithm::equals)
                    .isEmpty()) {
                throw new IllegalArgumentException("a key of another algorithm");
            }
            PrivateKey key =
                    KeyFactory.getInstance(names.key(), provider).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new Handle(names.signature(), key);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause may quote the key: it stays behind.
            throw new IllegalArgumentException("not a private key of " + algorithm.displayName());
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    @Override
    public boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
        JcaNames names = namesOf(algorithm);
        PublicKey key = parse(algorithm, names, publicKey);
        try {
            Signature verifier = Signature.getInstance(names.signature(), provider);
            verifier.initVerify(key);
            verifier.update(message);
            return verifies(verifier, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("BouncyCastle cannot verify " + algorithm.displayName(), e);
        }
    }

    /** A signature that is not even encoded rightly is as wrong as any other. */
    private static boolean verifies(Signature verifier, byte[] signature) {
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        }
    }

    private PublicKey parse(Algorithm algorithm, JcaNames names, byte[] publicKey) {
        if (SubjectPublicKeys.algorithmOf(publicKey).filter(algorithm::equals).isEmpty()) {
            throw new IllegalArgumentException("not a public key of " + algorithm.displayName());
        }
        try {
            return KeyFactory.getInstance(names.key(), provider).generatePublic(new X509EncodedKeySpec(publicKey));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a sound public key of " + algorithm.displayName(), e);
        }
    }

    private static JcaNames namesOf(Algorithm algorithm) {
        JcaNames names = NAMES.get(algorithm);
        if (names == null) {
            throw new IllegalArgumentException("BouncyCastle module does not do " + algorithm.displayName());
        }
        return names;
    }

    private final class Handle implements PrivateKeyHandle {
        private final String signatureName;
        private final PrivateKey key;

        private Handle(String signatureName, PrivateKey key) {
            this.signatureName = signatureName;
            this.key = key;
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signer = Signature.getInstance(signatureName, provider);
                signer.initSign(key, random);
                signer.update(message);
                return signer.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("BouncyCastle did not sign with " + signatureName, e);
            }
        }
    }
}
