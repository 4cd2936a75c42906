package io.qkms.server;

import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code qkms}. Reading it and saying what went wrong is all that happens here. */
@Command(
        name = "qkms",
        description = "Post-quantum keys, certificates, their status, and tokens.",
        subcommands = ServeCommand.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a defect, or something that nobody foresaw",
            "2:the command line is wrong",
            "3:the configuration is wrong; every mistake is named",
            "4:refused to start on what was found (keys, data, credentials, permissions)",
            "5:could not start: database, port",
            "130, 143:stopped by SIGINT, SIGTERM, after the accepted requests were answered"
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, to be executed with arguments; gives an exit code. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> ExitCode.report(failure, command.getErr()));
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: serve");
    }

    /** Says the version that the build has put into the class path. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws Exception {
            Properties build = new Properties();
            try (InputStream in = Objects.requireNonNull(Main.class.getResourceAsStream("build.properties"))) {
                build.load(in);
            }
            return new String[] {"qkms " + build.getProperty("version")};
        }
    }
}
