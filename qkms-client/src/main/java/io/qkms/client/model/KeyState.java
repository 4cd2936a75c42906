package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** State of a key. */
public enum KeyState {
    /** Usable. */
    ACTIVE,
    /** Not usable until enabled again. */
    DISABLED,
    /** Not usable; will be destroyed after its waiting time. */
    DESTROYING,
    /** Gone; only its metadata is left. */
    DESTROYED,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
