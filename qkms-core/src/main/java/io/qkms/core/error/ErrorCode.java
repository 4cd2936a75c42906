package io.qkms.core.error;

/**
 * The codes of the API contract. The first three digits of a code are the HTTP status that carries it.
 *
 * <p>Immutable and safe for use by many threads, as every enum is.
 */
public enum ErrorCode {
    /** A request that does not parse: JSON, a field, a parameter, PEM or DER, or trailing bytes. */
    MALFORMED_REQUEST(40000),
    /** A profile or policy refuses the request; every violated rule is among the details. */
    POLICY_VIOLATION(40001),
    /** An unknown, disabled or unfitting algorithm. */
    UNSUPPORTED_ALGORITHM(40002),
    /** The signature of a certification request does not verify: no proof of possession (RFC 2986 §4.2). */
    CSR_SIGNATURE_INVALID(40005),
    /** No access token, or one that is expired, malformed or for somebody else. */
    UNAUTHENTICATED(40101),
    /** The caller is known but not permitted. */
    FORBIDDEN(40301),
    /** There is no such thing, or it belongs to another tenant. */
    NOT_FOUND(40401),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(40501),
    /** None of the representations that the caller accepts can be made. */
    NOT_ACCEPTABLE(40601),
    /** A certificate was already issued for this certification request. */
    ALREADY_ISSUED(40901),
    /** The request conflicts with the present state. */
    CONFLICT(40902),
    /** The body is larger than the server takes. */
    PAYLOAD_TOO_LARGE(41301),
    /** The body's media type is not the operation's. */
    UNSUPPORTED_MEDIA_TYPE(41501),
    /** The rate limit or the admission gate refuses for now. */
    TOO_MANY_REQUESTS(42901),
    /** The request's header fields are larger than the server takes. */
    HEADERS_TOO_LARGE(43101),
    /** A defect of the server; nothing about its internals is told. */
    INTERNAL_ERROR(50000),
    /** Every healthy signature module for the algorithm has failed. */
    SIGNATURE_MODULE_FAILED(50010),
    /** The store or a slot is not available; nothing was changed. */
    UNAVAILABLE(50301);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The five-digit code, as the API prints it. */
    public int code() {
        return code;
    }

    /** The HTTP status that carries this code. */
    public int httpStatus() {
        return code / 100;
    }
}
