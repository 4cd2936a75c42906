package io.qkms.server;

/** Something that the server needs is not there: its database, its port. The message tells the operator which, and why. */
final class CouldNotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CouldNotStart(Throwable cause) {
        super(reasons(cause), cause);
    }

    /** What happened, and below it what led to it. */
    private static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder("could not start: ").append(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append("\n  because of ").append(cause);
        }
        return reasons.toString();
    }
}
