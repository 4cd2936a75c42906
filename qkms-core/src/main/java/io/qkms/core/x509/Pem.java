package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The textual encoding of RFC 7468: one block, base64 in lines of 64 characters. Text before the block is skipped (§2
 * permits it); anything but white space after it is refused.
 */
public final class Pem {
    /** Label of an X.509 certificate. */
    public static final String CERTIFICATE = "CERTIFICATE";
    /** Label of a PKCS #10 request. */
    public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";
    /** Label of a PKCS #10 request as old tools write it. */
    public static final String NEW_CERTIFICATE_REQUEST = "NEW CERTIFICATE REQUEST";
    /** Label of a certificate revocation list. */
    public static final String X509_CRL = "X509 CRL";

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** The octets as one PEM block that ends in a line feed. */
    public static String encode(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return BEGIN + label + DASHES + "\n" + body + "\n-----END " + label + DASHES + "\n";
    }

    /**
     * The octets of the one block in a text.
     *
     * @param field the request's field, for the error
     * @param labels the labels that may stand there
     * @throws QkmsException 40000 with rule {@code pem}, {@code pem.label}, {@code pem.base64} or {@code pem.trailing}
     */
    public static byte[] decode(String field, String text, List<String> labels) {
        int begin = text.indexOf(BEGIN);
        int labelEnd = begin < 0 ? -1 : text.indexOf(DASHES, begin + BEGIN.length());
        if (labelEnd < 0) {
            throw QkmsException.malformed(field, "pem", null, null);
        }
        String label = text.substring(begin + BEGIN.length(), labelEnd);
        if (!labels.contains(label)) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail(field, "pem.label", shortened(label), labels)));
        }
        String endLine = "-----END " + label + DASHES;
        int end = text.indexOf(endLine, labelEnd);
        if (end < 0) {
            throw QkmsException.malformed(field, "pem", null, null);
        }
        if (!text.substring(end + endLine.length()).isBlank()) {
            throw QkmsException.malformed(field, "pem.trailing", null, null);
        }
        return base64(field, text.substring(labelEnd + DASHES.length(), end));
    }

    private static byte[] base64(String field, String lines) {
        String digits = withoutWhiteSpace(lines);
        try {
            byte[] octets = Base64.getDecoder().decode(digits.getBytes(StandardCharsets.ISO_8859_1));
            // The decoder forgives missing padding and stray last bits; the one encoding does not.
            if (octets.length > 0 && Base64.getEncoder().encodeToString(octets).equals(digits)) {
                return octets;
            }
        } catch (IllegalArgumentException notBase64) {
            throw QkmsException.malformed(field, "pem.base64", null, notBase64);
        }
        throw QkmsException.malformed(field, "pem.base64", null, null);
    }

    private static String withoutWhiteSpace(String lines) {
        StringBuilder digits = new StringBuilder(lines.length());
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    private static String shortened(String label) {
        return label.length() <= 64 ? label : label.substring(0, 64);
    }
}
