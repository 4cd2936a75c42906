package io.qkms.server.http;

/** Is told how requests ended. Called on the event loop: it must not block. Safe for use by many threads. */
@FunctionalInterface
public interface RequestObserver {

    /** A request was answered. */
    void answered(Outcome outcome);
}
