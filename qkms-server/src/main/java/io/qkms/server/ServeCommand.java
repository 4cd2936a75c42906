package io.qkms.server;

import io.qkms.server.config.ConfigurationReader;
import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.ops.LoggingSetup;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qkms serve}: the server, until it is asked to stop. */
@Command(
        name = "serve",
        description =
                "Starts the server and keeps it running until SIGTERM or SIGINT; requests that it has accepted are"
                        + " answered first.",
        footerHeading = "%n",
        footer = {
            "Options overrule QKMS_… variables, these overrule the file. The variable of a key is QKMS_ and the key in upper"
                    + " case: public.base_url is QKMS_PUBLIC_BASE_URL."
        })
final class ServeCommand implements Callable<@Nullable Void> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = "--dev",
            description = "Dev mode: makes CAs, keys and credentials by itself, serves on loopback without TLS."
                    + " For trying out and development only.")
    private boolean dev;

    @Option(names = "--port", paramLabel = "N", description = "The public listener's port (public.port, default 8080).")
    private @Nullable String port;

    @Option(
            names = "--api-port",
            paramLabel = "M",
            description =
                    "The api listener's port (api.port). Accepted, but without effect until there is a TLS listener.")
    private @Nullable String apiPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the embedded database and dev mode's files live (data.dir, default ./data).")
    private @Nullable String data;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, in YAML.")
    private @Nullable Path config;

    @Override
    public @Nullable Void call() throws InterruptedException {
        QkmsConfiguration configuration = ConfigurationReader.read(dev, commandLine(), System.getenv(), config);
        LoggingSetup.level(configuration.logLevel());
        Server server = start(configuration);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            server.close();
            LogManager.shutdown();
        }));
        // A signal ends the process, through the hook.
        new CountDownLatch(1).await();
        return null;
    }

    private static Server start(QkmsConfiguration configuration) {
        try {
            return Server.start(configuration, InstantSource.system());
        } catch (IllegalStateException e) {
            LOG.debug("could not start", e);
            throw new CouldNotStart(e);
        }
    }

    private Map<String, String> commandLine() {
        Map<String, String> settings = new HashMap<>();
        put(settings, "public.port", port);
        put(settings, "api.port", apiPort);
        put(settings, "data.dir", data);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }
}
