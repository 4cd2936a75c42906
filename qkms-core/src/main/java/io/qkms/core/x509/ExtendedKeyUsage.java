package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One purpose of a certified key (RFC 5280 §4.2.1.12).
 *
 * @param oid the dotted object identifier
 */
public record ExtendedKeyUsage(String oid) {
    // First, since the constants below are checked against it.
    private static final Pattern DOTTED = Pattern.compile("[0-2](?:\\.(?:0|[1-9][0-9]{0,38})){1,31}");

    public static final ExtendedKeyUsage SERVER_AUTH = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.1");
    public static final ExtendedKeyUsage CLIENT_AUTH = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.2");
    public static final ExtendedKeyUsage CODE_SIGNING = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.3");
    public static final ExtendedKeyUsage EMAIL_PROTECTION = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.4");
    public static final ExtendedKeyUsage TIME_STAMPING = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.8");
    public static final ExtendedKeyUsage OCSP_SIGNING = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.9");
    /** RFC 9336. */
    public static final ExtendedKeyUsage DOCUMENT_SIGNING = new ExtendedKeyUsage("1.3.6.1.5.5.7.3.36");

    private static final int MAX_PURPOSES = 32;
    private static final Map<String, ExtendedKeyUsage> BY_NAME = Map.of(
            "serverAuth", SERVER_AUTH,
            "clientAuth", CLIENT_AUTH,
            "codeSigning", CODE_SIGNING,
            "emailProtection", EMAIL_PROTECTION,
            "timeStamping", TIME_STAMPING,
            "OCSPSigning", OCSP_SIGNING,
            "documentSigning", DOCUMENT_SIGNING);

    public ExtendedKeyUsage {
        if (!DOTTED.matcher(oid).matches()) {
            throw new IllegalArgumentException("not an object identifier: " + oid);
        }
    }

    /**
     * The purpose with this name of its RFC, or with this dotted object identifier.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code extended_key_usage.unknown}
     */
    public static ExtendedKeyUsage parse(String field, String nameOrOid) {
        ExtendedKeyUsage named = BY_NAME.get(nameOrOid);
        if (named != null) {
            return named;
        }
        if (!DOTTED.matcher(nameOrOid).matches()) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail(
                            field,
                            "extended_key_usage.unknown",
                            nameOrOid,
                            List.copyOf(new TreeMap<>(BY_NAME).keySet()))));
        }
        return new ExtendedKeyUsage(nameOrOid);
    }

    /** Reads an ExtKeyUsageSyntax value. */
    static List<ExtendedKeyUsage> read(DerValue sequence) {
        List<DerValue> values = sequence.expect(DerValue.SEQUENCE).children();
        if (values.isEmpty() || values.size() > MAX_PURPOSES) {
            throw new IllegalArgumentException("ExtKeyUsage has " + values.size() + " purposes");
        }
        List<ExtendedKeyUsage> purposes = new ArrayList<>();
        values.forEach(value -> purposes.add(new ExtendedKeyUsage(value.oid())));
        return purposes.stream().distinct().toList();
    }

    /** The name where the purpose has one, else its object identifier. */
    @Override
    public String toString() {
        return BY_NAME.entrySet().stream()
                .filter(named -> named.getValue().equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(oid);
    }
}
