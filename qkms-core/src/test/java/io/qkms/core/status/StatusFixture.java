package io.qkms.core.status;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.Issuer;
import io.qkms.core.x509.SerialNumber;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA made with BouncyCastle alone, so that what is tested here does not lean on our own certificate builder.
 *
 * @param certificate self-signed, valid around {@link #NOW}
 * @param keyPair the CA's
 */
record StatusFixture(Algorithm algorithm, Certificate certificate, KeyPair keyPair) {
    /** The real time, since OpenSSL judges by it; whole seconds. */
    static final Instant NOW =
            Instant.ofEpochSecond(InstantSource.system().instant().getEpochSecond());

    private static final Provider BC = new BouncyCastleProvider();
    private static final SecureRandom RANDOM = new SecureRandom();

    static StatusFixture mlDsa() {
        return ca(Algorithm.ML_DSA_65);
    }

    static StatusFixture ecdsa() {
        return ca(Algorithm.EC_P256);
    }

    static StatusFixture ca(Algorithm algorithm) {
        try {
            KeyPair keys = keyPair(algorithm);
            X500Name name = new X500Name("CN=Q-KMS status test CA,O=Q");
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(NOW.minus(Duration.ofHours(1))),
                            Date.from(NOW.plus(Duration.ofDays(1))),
                            name,
                            keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new StatusFixture(algorithm, sign(builder, keys, algorithm), keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate for a fresh key, issued by this CA. */
    Certificate leaf(SerialNumber serial) {
        try {
            return sign(builder(serial.value(), "CN=leaf.q", keyPair(Algorithm.EC_P256)), keyPair, algorithm);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A delegated responder (RFC 6960 §4.2.2.2) under this CA. */
    OcspResponder responder() {
        try {
            KeyPair keys = keyPair(algorithm);
            X509v3CertificateBuilder builder = builder(BigInteger.TWO, "CN=OCSP responder", keys)
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))
                    .addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
            return new OcspResponder(sign(builder, keyPair, algorithm), new TestSigner(algorithm, keys));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Issuer issuer() {
        return new Issuer(certificate, new TestSigner(algorithm, keyPair), null);
    }

    private X509v3CertificateBuilder builder(BigInteger serial, String subject, KeyPair keys) throws Exception {
        return new JcaX509v3CertificateBuilder(
                X500Name.getInstance(certificate.subject().encoded()),
                serial,
                Date.from(NOW.minus(Duration.ofMinutes(30))),
                Date.from(NOW.plus(Duration.ofHours(12))),
                new X500Name(subject),
                keys.getPublic());
    }

    private static Certificate sign(X509v3CertificateBuilder builder, KeyPair keys, Algorithm algorithm)
            throws Exception {
        return Certificate.ofDer(builder.build(new JcaContentSignerBuilder(signatureName(algorithm))
                        .setProvider(BC)
                        .build(keys.getPrivate()))
                .getEncoded());
    }

    private static KeyPair keyPair(Algorithm algorithm) throws GeneralSecurityException {
        if (algorithm == Algorithm.EC_P256) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
            generator.initialize(256, RANDOM);
            return generator.generateKeyPair();
        }
        return KeyPairGenerator.getInstance(algorithm.displayName(), BC).generateKeyPair();
    }

    private static String signatureName(Algorithm algorithm) {
        return algorithm == Algorithm.EC_P256 ? "SHA256withECDSA" : algorithm.displayName();
    }

    private record TestSigner(Algorithm algorithm, KeyPair keys) implements Signer {
        @Override
        public byte[] publicKey() {
            return keys.getPublic().getEncoded();
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signature = Signature.getInstance(signatureName(algorithm), BC);
                signature.initSign(keys.getPrivate(), RANDOM);
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
