package io.qkms.server;

import io.qkms.server.config.ConfigurationException;
import io.qkms.server.installation.StartRefused;
import java.io.PrintWriter;

/** How the process tells its caller why it did not serve. 2, for a wrong command line, is picocli's. */
enum ExitCode {
    DEFECT(1),
    CONFIGURATION(3),
    REFUSED(4),
    COULD_NOT_START(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Says on the error stream why a command failed, for the operator's eyes; the exit code that belongs to it. */
    static int report(Exception failure, PrintWriter err) {
        return switch (failure) {
            case ConfigurationException mistakes -> told(CONFIGURATION, "qkms: " + mistakes.getMessage(), err);
            case StartRefused refusal -> told(REFUSED, "qkms: " + refusal.getMessage(), err);
            case CouldNotStart obstacle -> told(COULD_NOT_START, "qkms: " + obstacle.getMessage(), err);
            default -> {
                err.println("qkms: a defect, please report it");
                failure.printStackTrace(err);
                yield DEFECT.code;
            }
        };
    }

    private static int told(ExitCode code, String message, PrintWriter err) {
        err.println(message);
        return code.code;
    }
}
