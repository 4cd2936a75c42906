package io.qkms.server.http;

/** The media types that the contract speaks. */
public final class MediaTypes {
    /** RFC 8259. */
    public static final String JSON = "application/json";
    /** RFC 9457; every error of the contract. */
    public static final String PROBLEM_JSON = "application/problem+json";
    /** One PEM object, RFC 7468. */
    public static final String PEM_FILE = "application/x-pem-file";
    /** A chain of PEM certificates, leaf first, RFC 8555 §9.1. */
    public static final String PEM_CERTIFICATE_CHAIN = "application/pem-certificate-chain";
    /** One DER certificate, RFC 2585 §4.1. */
    public static final String PKIX_CERT = "application/pkix-cert";
    /** One DER certificate revocation list, RFC 2585 §4.2. */
    public static final String PKIX_CRL = "application/pkix-crl";
    /** A DER OCSPRequest, RFC 6960 appendix C.1. */
    public static final String OCSP_REQUEST = "application/ocsp-request";
    /** A DER OCSPResponse, RFC 6960 appendix C.2. */
    public static final String OCSP_RESPONSE = "application/ocsp-response";
    /** A JWK set, RFC 7517 §8.5.2. */
    public static final String JWK_SET = "application/jwk-set+json";
    /** Form parameters, RFC 6749 appendix B. */
    public static final String FORM = "application/x-www-form-urlencoded";
    /** RFC 9512. */
    public static final String YAML = "application/yaml";

    private MediaTypes() {}
}
