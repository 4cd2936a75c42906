package io.qkms.tools.demo;

/** A judge, or the demo itself, found something else than what should be. */
final class Disagreement extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Disagreement(String what) {
        super(what);
    }
}
