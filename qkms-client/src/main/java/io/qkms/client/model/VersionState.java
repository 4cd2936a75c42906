package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** State of a key's version. */
public enum VersionState {
    /** Published, does not sign yet. */
    PENDING,
    /** Signs. */
    ACTIVE,
    /** Signs nothing new; what it signed is still to be verified. */
    RETIRING,
    /** No longer published. */
    RETIRED,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
