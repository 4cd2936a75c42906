package io.qkms.server.token;

/** Tells payloads that mean to be claims from other octets. */
final class JsonObjects {
    private JsonObjects() {}

    /**
     * Whether somebody could read the octets as an object: the first one that means anything opens it. Readers differ in what
     * means nothing (white space, control characters, byte order marks and the zero octets of UTF-16 and UTF-32), and what
     * any of them skips is skipped here, or an {@code exp} behind it would be read by them and not by us.
     */
    static boolean begins(byte[] octets) {
        for (byte octet : octets) {
            if (!isSkipped(octet & 0xFF)) {
                return octet == '{';
            }
        }
        return false;
    }

    /** Up to the space, and the octets of byte order marks and of the no-break space in UTF-8. */
    private static boolean isSkipped(int octet) {
        return octet <= ' '
                || switch (octet) {
                    case 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0xC2, 0xA0 -> true;
                    default -> false;
                };
    }
}
