package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a certificate is revoked (RFC 5280 §5.3.1), as far as a caller may say it. */
public enum RevocationReason {
    /** No particular reason. */
    @JsonProperty("unspecified")
    UNSPECIFIED,
    /** The private key is, or may be, known to somebody else. */
    @JsonProperty("keyCompromise")
    KEY_COMPROMISE,
    /** The private key of the CA is, or may be, known to somebody else. */
    @JsonProperty("cACompromise")
    CA_COMPROMISE,
    /** The names no longer fit the holder. */
    @JsonProperty("affiliationChanged")
    AFFILIATION_CHANGED,
    /** Another certificate has taken its place. */
    @JsonProperty("superseded")
    SUPERSEDED,
    /** No longer needed. */
    @JsonProperty("cessationOfOperation")
    CESSATION_OF_OPERATION,
    /** Revoked for the time being. */
    @JsonProperty("certificateHold")
    CERTIFICATE_HOLD,
    /** A right that the certificate states was taken away. */
    @JsonProperty("privilegeWithdrawn")
    PRIVILEGE_WITHDRAWN,
    /** A reason that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
