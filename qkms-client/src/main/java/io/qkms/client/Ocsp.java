package io.qkms.client;

import java.util.Base64;

/**
 * OCSP (RFC 6960). Requests and answers are DER, made and read by whatever library the caller has. Safe for use by many
 * threads.
 */
public final class Ocsp {
    private static final String RESPONSE = "application/ocsp-response";

    private final Transport transport;

    Ocsp(Transport transport) {
        this.transport = transport;
    }

    /** Asks by POST (RFC 6960 appendix A.1). Public. */
    public byte[] post(byte[] request) {
        return transport.bytes(
                Call.publicPost("/v1/ocsp", "application/ocsp-request", request).accept(RESPONSE));
    }

    /** Asks by GET, so that the answer can come from a cache on the way (RFC 6960 appendix A.1, RFC 5019 §5). Public. */
    public byte[] get(byte[] request) {
        String encoded = Call.segment(Base64.getEncoder().encodeToString(request));
        return transport.bytes(Call.publicGet("/v1/ocsp/" + encoded).accept(RESPONSE));
    }
}
