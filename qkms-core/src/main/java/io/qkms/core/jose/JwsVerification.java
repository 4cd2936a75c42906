package io.qkms.core.jose;

/** What came of checking a JWS against the keys that were trusted. */
public enum JwsVerification {
    /** The signature holds under the key that the header names. */
    VALID("valid"),
    /** The header names no key, or none that is trusted. */
    KEY_UNKNOWN("key_unknown"),
    /** The header's {@code alg} is not the key's: the key decides, never the token (RFC 8725 §3.1). */
    ALGORITHM_MISMATCH("algorithm_mismatch"),
    /** The signature does not hold. */
    SIGNATURE_INVALID("signature_invalid");

    private final String reason;

    JwsVerification(String reason) {
        this.reason = reason;
    }

    /** Whether the token may be believed, as far as its signature goes; times and audience are the caller's to check. */
    public boolean isValid() {
        return this == VALID;
    }

    /** The outcome as answers print it. */
    public String reason() {
        return reason;
    }
}
