package io.qkms.server.config;

import org.jspecify.annotations.Nullable;

/** A password or passphrase from the configuration. Prints nothing of itself; {@link #reveal()} is the one way to it. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself; every call is a place to review. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
