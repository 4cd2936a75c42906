package io.qkms.core.algorithm;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry of algorithms: every name, object identifier and JOSE name that Q-KMS knows.
 *
 * <p>Sizes are in octets: the raw public key as its standard defines it (not the SubjectPublicKeyInfo around it), and the
 * longest signature. For hybrids they are the composite form's.
 *
 * <p>Immutable and safe for use by many threads.
 */
public enum Algorithm {
    ML_DSA_44(
            "ML-DSA-44",
            Family.ML_DSA,
            2,
            "2.16.840.1.101.3.4.3.17",
            "ML-DSA-44",
            1312,
            2420,
            "CRYSTALS-DILITHIUM-2",
            "DILITHIUM2"),
    ML_DSA_65(
            "ML-DSA-65",
            Family.ML_DSA,
            3,
            "2.16.840.1.101.3.4.3.18",
            "ML-DSA-65",
            1952,
            3309,
            "CRYSTALS-DILITHIUM-3",
            "DILITHIUM3"),
    ML_DSA_87(
            "ML-DSA-87",
            Family.ML_DSA,
            5,
            "2.16.840.1.101.3.4.3.19",
            "ML-DSA-87",
            2592,
            4627,
            "CRYSTALS-DILITHIUM-5",
            "DILITHIUM5"),
    SLH_DSA_SHA2_128S(
            "SLH-DSA-SHA2-128S",
            Family.SLH_DSA,
            1,
            "2.16.840.1.101.3.4.3.20",
            null,
            32,
            7856,
            "SPHINCS+-SHA2-128S-SIMPLE"),
    SLH_DSA_SHA2_128F(
            "SLH-DSA-SHA2-128F",
            Family.SLH_DSA,
            1,
            "2.16.840.1.101.3.4.3.21",
            null,
            32,
            17088,
            "SPHINCS+-SHA2-128F-SIMPLE"),
    SLH_DSA_SHA2_192S(
            "SLH-DSA-SHA2-192S",
            Family.SLH_DSA,
            3,
            "2.16.840.1.101.3.4.3.22",
            null,
            48,
            16224,
            "SPHINCS+-SHA2-192S-SIMPLE"),
    SLH_DSA_SHA2_192F(
            "SLH-DSA-SHA2-192F",
            Family.SLH_DSA,
            3,
            "2.16.840.1.101.3.4.3.23",
            null,
            48,
            35664,
            "SPHINCS+-SHA2-192F-SIMPLE"),
    SLH_DSA_SHA2_256S(
            "SLH-DSA-SHA2-256S",
            Family.SLH_DSA,
            5,
            "2.16.840.1.101.3.4.3.24",
            null,
            64,
            29792,
            "SPHINCS+-SHA2-256S-SIMPLE"),
    SLH_DSA_SHA2_256F(
            "SLH-DSA-SHA2-256F",
            Family.SLH_DSA,
            5,
            "2.16.840.1.101.3.4.3.25",
            null,
            64,
            49856,
            "SPHINCS+-SHA2-256F-SIMPLE"),
    SLH_DSA_SHAKE_128S(
            "SLH-DSA-SHAKE-128S",
            Family.SLH_DSA,
            1,
            "2.16.840.1.101.3.4.3.26",
            null,
            32,
            7856,
            "SPHINCS+-SHAKE-128S-SIMPLE"),
    SLH_DSA_SHAKE_128F(
            "SLH-DSA-SHAKE-128F",
            Family.SLH_DSA,
            1,
            "2.16.840.1.101.3.4.3.27",
            null,
            32,
            17088,
            "SPHINCS+-SHAKE-128F-SIMPLE"),
    SLH_DSA_SHAKE_192S(
            "SLH-DSA-SHAKE-192S",
            Family.SLH_DSA,
            3,
            "2.16.840.1.101.3.4.3.28",
            null,
            48,
            16224,
            "SPHINCS+-SHAKE-192S-SIMPLE"),
    SLH_DSA_SHAKE_192F(
            "SLH-DSA-SHAKE-192F",
            Family.SLH_DSA,
            3,
            "2.16.840.1.101.3.4.3.29",
            null,
            48,
            35664,
            "SPHINCS+-SHAKE-192F-SIMPLE"),
    SLH_DSA_SHAKE_256S(
            "SLH-DSA-SHAKE-256S",
            Family.SLH_DSA,
            5,
            "2.16.840.1.101.3.4.3.30",
            null,
            64,
            29792,
            "SPHINCS+-SHAKE-256S-SIMPLE"),
    SLH_DSA_SHAKE_256F(
            "SLH-DSA-SHAKE-256F",
            Family.SLH_DSA,
            5,
            "2.16.840.1.101.3.4.3.31",
            null,
            64,
            49856,
            "SPHINCS+-SHAKE-256F-SIMPLE"),
    FALCON_512("FALCON-512", Family.FALCON, 1, "1.3.9999.3.11", null, 897, 752, "FN-DSA-512"),
    FALCON_1024("FALCON-1024", Family.FALCON, 5, "1.3.9999.3.14", null, 1793, 1462, "FN-DSA-1024"),
    HYBRID_ML_DSA_44_P256(
            "HYBRID:ML-DSA-44+P256",
            Family.HYBRID,
            2,
            "1.3.6.1.5.5.7.6.40",
            null,
            1377,
            2492,
            "HYBRID:DILITHIUM2+P256"),
    HYBRID_ML_DSA_65_P256(
            "HYBRID:ML-DSA-65+P256",
            Family.HYBRID,
            3,
            "1.3.6.1.5.5.7.6.45",
            null,
            2017,
            3381,
            "HYBRID:DILITHIUM3+P256"),
    HYBRID_ML_DSA_65_ED25519(
            "HYBRID:ML-DSA-65+ED25519",
            Family.HYBRID,
            3,
            "1.3.6.1.5.5.7.6.48",
            null,
            1984,
            3373,
            "HYBRID:DILITHIUM3+ED25519"),
    HYBRID_ML_DSA_65_RSA3072(
            "HYBRID:ML-DSA-65+RSA3072",
            Family.HYBRID,
            3,
            "1.3.6.1.5.5.7.6.41",
            null,
            2350,
            3693,
            "HYBRID:DILITHIUM3+RSA3072"),
    HYBRID_ML_DSA_87_P384(
            "HYBRID:ML-DSA-87+P384",
            Family.HYBRID,
            5,
            "1.3.6.1.5.5.7.6.49",
            null,
            2689,
            4731,
            "HYBRID:DILITHIUM5+P384"),
    EC_P256("EC-P256", Family.EC, 1, "1.2.840.10045.3.1.7", "ES256", 65, 72, "ES256"),
    EC_P384("EC-P384", Family.EC, 3, "1.3.132.0.34", "ES384", 97, 104, "ES384"),
    ED25519("ED25519", Family.EDDSA, 1, "1.3.101.112", "EdDSA", 32, 64, "EDDSA"),
    RSA_3072("RSA-3072", Family.RSA, 1, "1.2.840.113549.1.1.1", "RS256", 398, 384, "RS256"),
    RSA_4096("RSA-4096", Family.RSA, 1, "1.2.840.113549.1.1.1", "RS256", 526, 512),
    ML_KEM_512("ML-KEM-512", Family.ML_KEM, 1, "2.16.840.1.101.3.4.4.1", null, 800, 0, "KYBER512"),
    ML_KEM_768("ML-KEM-768", Family.ML_KEM, 3, "2.16.840.1.101.3.4.4.2", null, 1184, 0, "KYBER768"),
    ML_KEM_1024("ML-KEM-1024", Family.ML_KEM, 5, "2.16.840.1.101.3.4.4.3", null, 1568, 0, "KYBER1024");

    private static final Map<String, Algorithm> BY_NAME = byName();

    private final String displayName;
    private final Family family;
    private final int securityLevel;
    private final String oid;
    private final @Nullable String joseName;
    private final int publicKeyLength;
    private final int signatureLength;
    private final List<String> aliases;

    Algorithm(
            String displayName,
            Family family,
            int securityLevel,
            String oid,
            @Nullable String joseName,
            int publicKeyLength,
            int signatureLength,
            String... aliases) {
        this.displayName = displayName;
        this.family = family;
        this.securityLevel = securityLevel;
        this.oid = oid;
        this.joseName = joseName;
        this.publicKeyLength = publicKeyLength;
        this.signatureLength = signatureLength;
        this.aliases = List.of(aliases);
    }

    private static Map<String, Algorithm> byName() {
        Map<String, Algorithm> names = new HashMap<>();
        for (Algorithm algorithm : values()) {
            Stream.concat(Stream.of(algorithm.displayName), algorithm.aliases.stream())
                    .forEach(name -> names.put(name, algorithm));
        }
        return Map.copyOf(names);
    }

    /**
     * The algorithm that a request names, by its own name or an accepted alias, in any case.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40002 if no algorithm has this name
     */
    public static Algorithm parse(String field, String name) {
        Algorithm algorithm = BY_NAME.get(name.toUpperCase(Locale.ROOT));
        if (algorithm == null) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(field, "algorithm.unknown", name, displayNames())));
        }
        return algorithm;
    }

    /** The algorithm whose own name, as {@link #displayName()} gives it, this is. For what we stored ourselves. */
    public static Algorithm ofDisplayName(String displayName) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.displayName.equals(displayName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no algorithm " + displayName));
    }

    private static List<String> displayNames() {
        return Arrays.stream(values()).map(Algorithm::displayName).toList();
    }

    /** The name that answers print, for example {@code ML-DSA-65}. */
    public String displayName() {
        return displayName;
    }

    /** Further names that requests may use, for example {@code CRYSTALS-DILITHIUM-3}. */
    public List<String> aliases() {
        return aliases;
    }

    /** The family, which decides encodings and key usage. */
    public Family family() {
        return family;
    }

    /** NIST's security category, 1 to 5; for classical algorithms the category that their classical strength matches. */
    public int securityLevel() {
        return securityLevel;
    }

    /**
     * The dotted object identifier that tells a public key of this algorithm from others: of the algorithm itself, or of the
     * named curve for {@link Family#EC}. The two RSA sizes share theirs.
     */
    public String oid() {
        return oid;
    }

    /**
     * The dotted object identifier of signatures by this algorithm: its own, except for ECDSA with the curve's hash (RFC 5758
     * §3.2) and RSA with SHA-256 (RFC 4055 §5). Parameters are absent, for RSA they are NULL.
     */
    public String signatureOid() {
        return switch (this) {
            case EC_P256 -> "1.2.840.10045.4.3.2";
            case EC_P384 -> "1.2.840.10045.4.3.3";
            case RSA_3072, RSA_4096 -> "1.2.840.113549.1.1.11";
            default -> oid;
        };
    }

    /** The registered JOSE {@code alg} (RFC 7518, 8037, 9964); empty where none is registered. */
    public Optional<String> joseName() {
        return Optional.ofNullable(joseName);
    }

    /** Length of the raw public key in octets. */
    public int publicKeyLength() {
        return publicKeyLength;
    }

    /** Length of the longest signature in octets; 0 for algorithms that do not sign. */
    public int signatureLength() {
        return signatureLength;
    }

    /** Whether the standard behind this algorithm is not final. */
    public boolean experimental() {
        return family == Family.FALCON;
    }

    /** Whether this release makes keys and signatures of this algorithm. */
    public boolean available() {
        return family == Family.ML_DSA || family.classical();
    }

    /**
     * This algorithm, if this release can make keys and signatures with it.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40002 if it is known but not available
     */
    public Algorithm requireAvailable(String field) {
        if (!available()) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(
                            field,
                            "algorithm.unavailable",
                            displayName,
                            Arrays.stream(values())
                                    .filter(Algorithm::available)
                                    .map(Algorithm::displayName)
                                    .toList())));
        }
        return this;
    }
}
