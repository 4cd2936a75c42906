package io.qkms.server.ca;

/** Where an authority stands in its hierarchy. */
public enum CaKind {
    /** Signs itself. */
    ROOT,
    /** Certified by a root; issues leaves. */
    INTERMEDIATE
}
