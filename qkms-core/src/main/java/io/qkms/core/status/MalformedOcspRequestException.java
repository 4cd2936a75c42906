package io.qkms.core.status;

/**
 * Octets that are not an OCSP request. Checked, because its answer is not one of the API's errors but an OCSP response of its
 * own: {@code malformedRequest} (RFC 6960 §2.3).
 */
public final class MalformedOcspRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * What is wrong, for logs.
     *
     * @param message names the fault, never the octets
     */
    public MalformedOcspRequestException(String message) {
        super(message);
    }
}
