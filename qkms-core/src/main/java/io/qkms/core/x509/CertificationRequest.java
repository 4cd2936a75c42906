package io.qkms.core.x509;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * A PKCS #10 certification request (RFC 2986), read strictly: DER, no trailing octets, a well-formed key of an algorithm
 * that Q-KMS does, names that Q-KMS certifies. Immutable.
 *
 * <p>Of the requested extensions it takes subject alternative name, key usage, extended key usage, basic constraints and name
 * constraints. A requested extension beside these is ignored, as public CAs do, and listed by {@link #ignoredExtensions()};
 * if it is marked critical the request is refused, since its maker says that it must not be ignored. Attributes beside
 * {@code extensionRequest} (for example {@code challengePassword}) are ignored.
 */
public final class CertificationRequest {
    /** The largest request that is read, in octets of DER. */
    public static final int MAX_LENGTH = 128 * 1024;

    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    private static final String MICROSOFT_EXTENSION_REQUEST = "1.3.6.1.4.1.311.2.1.14";
    private static final Set<String> UNDERSTOOD = Set.of(
            Extensions.SUBJECT_ALTERNATIVE_NAME,
            Extensions.KEY_USAGE,
            Extensions.EXTENDED_KEY_USAGE,
            Extensions.BASIC_CONSTRAINTS,
            Extensions.NAME_CONSTRAINTS);
    private static final Set<String> SECOND_SIGNATURE = Set.of(
            Extensions.SUBJECT_ALT_PUBLIC_KEY_INFO, Extensions.ALT_SIGNATURE_ALGORITHM, Extensions.ALT_SIGNATURE_VALUE);

    private final String field;
    private final byte[] encoded;
    private final ProofOfPossession proof;
    private final DistinguishedName subject;
    private final SubjectPublicKey publicKey;
    private final Extensions extensions;
    private final List<SubjectAlternativeName> subjectAlternativeNames;
    private final Optional<Set<KeyUsageBit>> keyUsage;
    private final Optional<List<ExtendedKeyUsage>> extendedKeyUsage;
    private final Optional<BasicConstraints> basicConstraints;

    private CertificationRequest(String field, byte[] encoded) {
        this.field = field;
        this.encoded = encoded;
        DerValue.Fields fields = DerValue.parse(encoded).sequence();
        DerValue info = fields.next(DerValue.SEQUENCE);
        DerValue signatureAlgorithm = fields.next(DerValue.SEQUENCE);
        byte[] signature = fields.next().bitStringOctets();
        fields.end();

        DerValue.Fields infoFields = info.sequence();
        if (infoFields.next().smallInteger() != 0) {
            throw new IllegalArgumentException("version is not v1");
        }
        DerValue subjectName = infoFields.next(DerValue.SEQUENCE);
        DerValue key = infoFields.next(DerValue.SEQUENCE);
        DerValue attributes = infoFields.next(DerValue.constructed(0));
        infoFields.end();

        this.publicKey = readKey(field, key);
        this.proof = new ProofOfPossession(field, publicKey, signatureAlgorithm, info.encoded(), signature);
        this.subject = DistinguishedName.readRequested(field, subjectName);
        this.extensions = requestedExtensions(attributes);
        requireNoOther();
        this.subjectAlternativeNames = extensions.subjectAlternativeNames(field + ".subject_alt_names");
        this.keyUsage = extensions.keyUsage();
        this.extendedKeyUsage = extensions.extendedKeyUsage();
        this.basicConstraints = extensions.basicConstraints();
    }

    /**
     * Reads a PEM request, labelled {@code CERTIFICATE REQUEST} or {@code NEW CERTIFICATE REQUEST}.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 if it does not parse (rules {@code pem…}, {@code csr…}, {@code subject…}, {@code san…},
     *     {@code public_key}), 40002 if its key or signature is of an algorithm that Q-KMS does not do
     */
    public static CertificationRequest parse(String field, String pem) {
        if (pem.length() > 2 * MAX_LENGTH) {
            throw QkmsException.malformed(field, "csr.size", pem.length() + " characters", null);
        }
        return ofDer(field, Pem.decode(field, pem, List.of(Pem.CERTIFICATE_REQUEST, Pem.NEW_CERTIFICATE_REQUEST)));
    }

    /**
     * Reads a DER request.
     *
     * @param field the request's field, for the error
     * @throws QkmsException as {@link #parse}
     */
    public static CertificationRequest ofDer(String field, byte[] der) {
        if (der.length > MAX_LENGTH) {
            throw QkmsException.malformed(field, "csr.size", der.length + " octets", null);
        }
        try {
            return new CertificationRequest(field, der.clone());
        } catch (IllegalArgumentException malformed) {
            throw QkmsException.malformed(field, "csr", malformed.getMessage(), malformed);
        }
    }

    private static SubjectPublicKey readKey(String field, DerValue key) {
        try {
            return SubjectPublicKey.read(field, key);
        } catch (IllegalArgumentException malformed) {
            throw SubjectPublicKey.malformed(field, malformed);
        }
    }

    private Extensions requestedExtensions(DerValue attributes) {
        Extensions requested = null;
        for (DerValue attribute : attributes.children()) {
            DerValue.Fields fields = attribute.sequence();
            String oid = fields.next().oid();
            List<DerValue> values = fields.next(DerValue.SET).children();
            fields.end();
            if (SECOND_SIGNATURE.contains(oid)) {
                throw secondSignature();
            }
            if (oid.equals(EXTENSION_REQUEST) || oid.equals(MICROSOFT_EXTENSION_REQUEST)) {
                if (requested != null || values.size() != 1) {
                    throw QkmsException.malformed(field, "csr.extension_request", null, null);
                }
                requested = Extensions.read(values.get(0));
            }
        }
        return requested == null ? Extensions.none() : requested;
    }

    private void requireNoOther() {
        for (String oid : extensions.oids()) {
            if (SECOND_SIGNATURE.contains(oid)) {
                throw secondSignature();
            }
            if (extensions.critical(oid) && !UNDERSTOOD.contains(oid)) {
                throw QkmsException.malformed(field, "csr.critical_extension", oid, null);
            }
        }
    }

    private QkmsException secondSignature() {
        return QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, field, "hybrid_form", "ALT_SIGNATURE");
    }

    /**
     * Proves that the requester holds the private key: the request's signature holds under the key that it names.
     *
     * @throws QkmsException 40005 with rule {@code csr.signature} if it does not; 50010 if no module could tell
     */
    public void verifyProofOfPossession(SignatureModules modules) {
        boolean holds;
        try {
            holds = proof.holds(modules);
        } catch (IllegalArgumentException unsoundKey) {
            throw SubjectPublicKey.malformed(field, unsoundKey);
        }
        if (!holds) {
            throw QkmsException.of(ErrorCode.CSR_SIGNATURE_INVALID, field, "csr.signature", null);
        }
    }

    /**
     * A signed request for the signer's own key, in DER.
     *
     * @param subject may be empty
     * @param names the alternative names to ask for; may be empty
     */
    public static byte[] create(Signer signer, DistinguishedName subject, List<SubjectAlternativeName> names) {
        try {
            PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(
                    X500Name.getInstance(subject.encoded()), SubjectPublicKeyInfo.getInstance(signer.publicKey()));
            if (!names.isEmpty()) {
                ExtensionsGenerator requested = new ExtensionsGenerator();
                GeneralName[] generalNames = names.stream()
                        .map(SubjectAlternativeName::toGeneralName)
                        .toArray(GeneralName[]::new);
                requested.addExtension(
                        Extension.subjectAlternativeName, subject.isEmpty(), new GeneralNames(generalNames));
                builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, requested.generate());
            }
            return builder.build(new SlotContentSigner(signer)).getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The requested subject; may be empty. */
    public DistinguishedName subject() {
        return subject;
    }

    /** The key to certify. */
    public SubjectPublicKey publicKey() {
        return publicKey;
    }

    /** The algorithm of the key to certify. */
    public Algorithm algorithm() {
        return publicKey.algorithm();
    }

    /** The requested alternative names, in order, each once. */
    public List<SubjectAlternativeName> subjectAlternativeNames() {
        return subjectAlternativeNames;
    }

    /** The requested key usage; empty where none is asked for. */
    public Optional<Set<KeyUsageBit>> keyUsage() {
        return keyUsage;
    }

    /** The requested purposes; empty where none is asked for. */
    public Optional<List<ExtendedKeyUsage>> extendedKeyUsage() {
        return extendedKeyUsage;
    }

    /** The requested basic constraints; empty where none are asked for. */
    public Optional<BasicConstraints> basicConstraints() {
        return basicConstraints;
    }

    /** Whether name constraints are asked for, which only a CA may have. */
    public boolean asksForNameConstraints() {
        return extensions.has(Extensions.NAME_CONSTRAINTS);
    }

    /** Object identifiers of the requested extensions that Q-KMS ignores. */
    public List<String> ignoredExtensions() {
        return extensions.oids().stream()
                .filter(oid -> !UNDERSTOOD.contains(oid))
                .toList();
    }

    /** The DER encoding; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public String toString() {
        return "CertificationRequest[" + subject + " " + algorithm() + "]";
    }
}
