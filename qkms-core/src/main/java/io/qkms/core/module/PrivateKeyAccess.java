package io.qkms.core.module;

/** The token that opens {@link PrivateKeyBytes}. It guards nothing by itself: it makes each use visible to a search. */
public final class PrivateKeyAccess {
    private static final PrivateKeyAccess INSTANCE = new PrivateKeyAccess();

    private PrivateKeyAccess() {}

    /** The access token; every call of this method is a place to review. */
    public static PrivateKeyAccess requested() {
        return INSTANCE;
    }

    /** Exists so that a null token fails where it is used. */
    void check() {}
}
