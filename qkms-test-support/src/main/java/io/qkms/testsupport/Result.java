package io.qkms.testsupport;

import java.nio.charset.StandardCharsets;

/**
 * What a judge's process left behind.
 *
 * @param exit the exit code; 0 is agreement
 * @param stdout the bytes of standard output, as they came
 * @param stderr standard error, decoded as UTF-8
 */
public record Result(int exit, byte[] stdout, String stderr) {

    /** Whether the process ended with exit code 0. */
    public boolean ok() {
        return exit == 0;
    }

    /** Standard output, decoded as UTF-8. */
    public String text() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /** Exit code, output and error text: made for a failing assertion's message. */
    @Override
    public String toString() {
        return "exit " + exit + "\n" + text() + stderr;
    }
}
