package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.SignatureModules;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/**
 * The signature of a request, by the key that it names. Signature modules verify what Q-KMS itself would make; for EC and RSA
 * keys the other hashes of SHA-2 are taken too, since many tools choose the hash without regard to the key (OpenSSL signs for
 * P-384 with SHA-256, cert-manager for RSA-3072 with SHA-384).
 */
final class ProofOfPossession {
    private static final List<String> ECDSA =
            List.of("1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4");
    private static final List<String> RSA =
            List.of("1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13");

    private final SubjectPublicKey key;
    private final AlgorithmIdentifier identifier;
    private final byte[] signed;
    private final byte[] signature;

    /**
     * A signature that is to be verified.
     *
     * @param field the request's field, for the error
     * @param identifier the signature's AlgorithmIdentifier
     * @throws QkmsException 40002 with rule {@code csr.signature_algorithm} if the key cannot have signed so
     */
    ProofOfPossession(String field, SubjectPublicKey key, DerValue identifier, byte[] signed, byte[] signature) {
        this.key = key;
        this.signed = signed;
        this.signature = signature;
        List<String> oids = permitted(key.algorithm());
        this.identifier = oids.stream()
                .map(oid -> identifier(key.algorithm(), oid))
                .filter(candidate -> Arrays.equals(encoded(candidate), identifier.encoded()))
                .findFirst()
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.UNSUPPORTED_ALGORITHM,
                        List.of(new ErrorDetail(
                                field,
                                "csr.signature_algorithm",
                                identifier.sequence().next().oid(),
                                oids))));
    }

    private static List<String> permitted(Algorithm algorithm) {
        return switch (algorithm.family()) {
            case EC -> ECDSA;
            case RSA -> RSA;
            default -> List.of(algorithm.signatureOid());
        };
    }

    private static AlgorithmIdentifier identifier(Algorithm algorithm, String oid) {
        ASN1ObjectIdentifier name = new ASN1ObjectIdentifier(oid);
        return algorithm.family() == Family.RSA
                ? new AlgorithmIdentifier(name, DERNull.INSTANCE)
                : new AlgorithmIdentifier(name);
    }

    private static byte[] encoded(AlgorithmIdentifier identifier) {
        try {
            return identifier.getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Whether the signature holds.
     *
     * @throws IllegalArgumentException if the key is not sound
     * @throws QkmsException 50010 if no module could tell
     */
    boolean holds(SignatureModules modules) {
        return identifier.getAlgorithm().getId().equals(key.algorithm().signatureOid())
                ? modules.verify(key.algorithm(), key.encoded(), signed, signature)
                : holdsWithAnotherHash();
    }

    private boolean holdsWithAnotherHash() {
        DefaultDigestAlgorithmIdentifierFinder digests = new DefaultDigestAlgorithmIdentifierFinder();
        BcContentVerifierProviderBuilder verifiers = key.algorithm().family() == Family.EC
                ? new BcECContentVerifierProviderBuilder(digests)
                : new BcRSAContentVerifierProviderBuilder(digests);
        try {
            AsymmetricKeyParameter publicKey = PublicKeyFactory.createKey(key.encoded());
            ContentVerifier verifier = verifiers.build(publicKey).get(identifier);
            try (OutputStream content = verifier.getOutputStream()) {
                content.write(signed);
            }
            return verifier.verify(signature);
        } catch (IOException | OperatorCreationException unsound) {
            throw new IllegalArgumentException("key does not verify signatures", unsound);
        }
    }
}
