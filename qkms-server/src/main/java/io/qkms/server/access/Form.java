package io.qkms.server.access;

import io.qkms.server.access.OAuthError.Code;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a token request: {@code application/x-www-form-urlencoded} in UTF-8 (RFC 6749 appendix B). One that is
 * there twice is refused, one without a value counts as absent (§3.2).
 */
final class Form {
    private static final int MAX_OCTETS = 16 * 1024;
    private static final int MAX_PARAMETERS = 32;

    private final Map<String, String> parameters;

    private Form(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    static Form parse(byte[] body) {
        if (body.length > MAX_OCTETS) {
            throw new OAuthError(Code.INVALID_REQUEST, "the request is longer than " + MAX_OCTETS + " octets");
        }
        Map<String, String> parameters = new HashMap<>();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw new OAuthError(Code.INVALID_REQUEST, "a parameter is there twice");
            }
            if (parameters.size() > MAX_PARAMETERS) {
                throw new OAuthError(Code.INVALID_REQUEST, "more than " + MAX_PARAMETERS + " parameters");
            }
        }
        return new Form(parameters);
    }

    /** Percent-decodes once. */
    static String decode(String encoded) {
        try {
            // Octet by octet first: the decoder would replace what is not UTF-8 instead of refusing it.
            byte[] octets =
                    URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new OAuthError(Code.INVALID_REQUEST, "the request is not form-encoded UTF-8");
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }
}
