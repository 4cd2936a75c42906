package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** State of a certificate. */
public enum CertificateStatus {
    /** Valid. */
    ISSUED,
    /** Revoked for the time being. */
    ON_HOLD,
    /** Revoked for good. */
    REVOKED,
    /** Past its end. */
    EXPIRED,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
