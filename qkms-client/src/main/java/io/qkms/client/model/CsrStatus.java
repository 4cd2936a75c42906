package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** State of a certification request. */
public enum CsrStatus {
    /** Waits for a human. */
    PENDING_APPROVAL,
    /** May be issued. */
    APPROVED,
    /** Was refused by a human. */
    REJECTED,
    /** Its certificate exists. */
    ISSUED,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
