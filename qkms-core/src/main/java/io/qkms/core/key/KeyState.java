package io.qkms.core.key;

/** The states of a key as a whole. */
public enum KeyState {
    /** In use. */
    ACTIVE,
    /** Signs nothing until it is enabled again. */
    DISABLED,
    /** Will be destroyed when its waiting time has passed; signs nothing. */
    DESTROYING,
    /** Its private part is erased; only what is public about it remains. */
    DESTROYED
}
