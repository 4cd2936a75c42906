package io.qkms.core.jose;

import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Base64url without padding (RFC 7515 §2, RFC 4648 §5), read strictly: one octet string has exactly one accepted text, so
 * that no token can be altered without its signature noticing.
 */
final class Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    static String encode(byte[] octets) {
        return ENCODER.encodeToString(octets);
    }

    static String encodeUtf8(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The octets that the text stands for.
     *
     * @throws QkmsException 40000 if the text has padding, characters outside the alphabet or unused bits that are not zero
     */
    static byte[] decode(String field, String text) {
        byte[] octets;
        try {
            octets = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw QkmsException.malformed(field, "base64url", null, e);
        }
        if (!encode(octets).equals(text)) {
            throw QkmsException.malformed(field, "base64url", null, null);
        }
        return octets;
    }
}
