package io.qkms.testsupport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** OpenSSL 3.5 or later, the judge of our certificates, CRLs, OCSP answers and keys. Thread-safe. */
public final class OpenSsl {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path executable;
    private final Command command;

    OpenSsl(Path executable) {
        this.executable = executable;
        this.command = new Command(List.of(executable.toString()), null, LIMIT);
    }

    /** Where the program is, for what starts it by itself (for example {@code openssl s_server}). */
    public Path executable() {
        return executable;
    }

    /** Runs {@code openssl} with these arguments and nothing on standard input, for at most 60 s. */
    public Result run(String... arguments) {
        return run(List.of(arguments), new byte[0]);
    }

    /** Runs {@code openssl} with these arguments and these bytes on standard input, for at most 60 s. */
    public Result run(List<String> arguments, byte[] stdin) {
        return command.run(arguments, Map.of(), stdin);
    }
}
