package io.qkms.server.http;

/** A feature's HTTP side: turns calls into use cases and their results into answers, nothing else. */
@FunctionalInterface
public interface Routes {

    /** Hands in the handlers of the feature's operations. */
    void register(Operations contract);
}
