package io.qkms.server.http;

/**
 * How large request bodies may be.
 *
 * @param body any body, in octets
 * @param ocspBody an OCSP request, in octets
 */
public record BodyLimits(int body, int ocspBody) {
    /** 256 KiB, and 64 KiB for OCSP requests. */
    public static final BodyLimits DEFAULT = new BodyLimits(256 * 1024, 64 * 1024);

    int of(Operation operation) {
        return operation.consumes().containsKey(MediaTypes.OCSP_REQUEST) ? ocspBody : body;
    }
}
