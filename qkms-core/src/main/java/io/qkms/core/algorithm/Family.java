package io.qkms.core.algorithm;

/** Families of algorithms that share their rules: key encoding, key usage, speed. */
public enum Family {
    /** FIPS 204, in X.509 as RFC 9881, in JOSE as RFC 9964. */
    ML_DSA,
    /** FIPS 205, in X.509 as RFC 9909. */
    SLH_DSA,
    /** Falcon, the basis of FIPS 206, which is not final. */
    FALCON,
    /** A post-quantum and a classical signature together. */
    HYBRID,
    /** ECDSA on a NIST curve (FIPS 186-5, RFC 5480). */
    EC,
    /** Ed25519 (RFC 8032, RFC 8410). */
    EDDSA,
    /** RSA with PKCS #1 v1.5 signatures (RFC 8017, RFC 4055). */
    RSA,
    /** FIPS 203 key encapsulation, in X.509 as RFC 9935. Cannot sign. */
    ML_KEM;

    /** Whether keys of this family sign. */
    public boolean signs() {
        return this != ML_KEM;
    }

    /** Whether software without post-quantum cryptography can verify signatures of this family. */
    public boolean classical() {
        return this == EC || this == EDDSA || this == RSA;
    }
}
