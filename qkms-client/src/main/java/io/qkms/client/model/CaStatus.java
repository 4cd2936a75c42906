package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** State of a certificate authority. */
public enum CaStatus {
    /** Issues. */
    ACTIVE,
    /** Issues nothing more; its CRL and OCSP go on. */
    RETIRED,
    /** Its certificate is revoked. */
    REVOKED,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
