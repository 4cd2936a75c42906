package io.qkms.server.token;

/** Tells payloads that mean to be claims from other octets. */
final class JsonObjects {
    private JsonObjects() {}

    /** Whether the first octet that is no white space (RFC 8259 §2) opens an object. */
    static boolean begins(byte[] octets) {
        for (byte octet : octets) {
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                return octet == '{';
            }
        }
        return false;
    }
}
