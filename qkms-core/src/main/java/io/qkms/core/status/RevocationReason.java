package io.qkms.core.status;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.List;

/**
 * Why a certificate was revoked: the reason codes of RFC 5280 §5.3.1 that a revocation may state. Not among them are 7, which
 * the standard leaves unused, {@code removeFromCRL} (8), which only a delta CRL says, and {@code aACompromise} (10), which
 * belongs to attribute certificates.
 */
public enum RevocationReason {
    /** No reason given; CRLs and OCSP answers then carry none, as RFC 5280 §5.3.1 recommends. */
    UNSPECIFIED(0, "unspecified"),
    /** The private key of the certificate is known or suspected to be in other hands. */
    KEY_COMPROMISE(1, "keyCompromise"),
    /** The private key of a CA is known or suspected to be in other hands. */
    CA_COMPROMISE(2, "cACompromise"),
    /** The name or another statement of the certificate no longer holds. */
    AFFILIATION_CHANGED(3, "affiliationChanged"),
    /** Another certificate has taken its place. */
    SUPERSEDED(4, "superseded"),
    /** What it was issued for exists no longer. */
    CESSATION_OF_OPERATION(5, "cessationOfOperation"),
    /** On hold: the one reason that can be taken back. */
    CERTIFICATE_HOLD(6, "certificateHold"),
    /** A privilege that the certificate states was withdrawn. */
    PRIVILEGE_WITHDRAWN(9, "privilegeWithdrawn");

    private final int code;
    private final String displayName;

    RevocationReason(int code, String displayName) {
        this.code = code;
        this.displayName = displayName;
    }

    /**
     * The reason that a request names, by its RFC 5280 name in any case or by its number.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 if there is no such reason, or a revocation may not state it
     */
    public static RevocationReason parse(String field, String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.displayName.equalsIgnoreCase(text)
                        || Integer.toString(reason.code).equals(text))
                .findFirst()
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.MALFORMED_REQUEST,
                        List.of(new ErrorDetail(field, "revocation.reason", text, displayNames()))));
    }

    /**
     * The reason with this number. For what we stored ourselves.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RevocationReason ofCode(int code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no revocation reason " + code));
    }

    private static List<String> displayNames() {
        return Arrays.stream(values()).map(RevocationReason::displayName).toList();
    }

    /** The number that CRLs and OCSP answers carry. */
    public int code() {
        return code;
    }

    /** The name as RFC 5280 spells it, for example {@code keyCompromise}. */
    public String displayName() {
        return displayName;
    }
}
