package io.qkms.testsupport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Node 24 or later with {@code jose}, the judge of our tokens and JWKS. Thread-safe. */
public final class NodeJose {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Command command;

    /**
     * @param executable Node
     * @param jose the folder of the package, which is {@code …/node_modules/jose}
     */
    NodeJose(Path executable, Path jose) {
        // A module given by --eval resolves its imports from the working directory.
        this.command = new Command(
                List.of(executable.toString(), "--input-type=module", "--eval"),
                jose.resolve("../..").normalize(),
                LIMIT);
    }

    /**
     * Runs an ECMAScript module, which may {@code import * as jose from 'jose'}, for at most 60 s. An uncaught error
     * ends it with exit code 1 and its text on standard error.
     *
     * @param moduleScript the module's source
     * @param environment added to the environment, read by {@code process.env}
     */
    public Result run(String moduleScript, Map<String, String> environment) {
        return run(moduleScript, environment, new byte[0]);
    }

    /**
     * As {@link #run(String, Map)}, with bytes on standard input, read by {@code readFileSync(0)} of {@code node:fs}.
     */
    public Result run(String moduleScript, Map<String, String> environment, byte[] stdin) {
        return command.run(List.of(moduleScript), environment, stdin);
    }
}
