package io.qkms.server.config;

import io.qkms.server.config.ConfigurationException.Mistake;
import io.qkms.server.config.QkmsConfiguration.Limits;
import io.qkms.server.config.QkmsConfiguration.OAuth;
import io.qkms.server.config.QkmsConfiguration.PublicListener;
import io.qkms.server.config.QkmsConfiguration.SlotSeal;
import io.qkms.server.store.DatabaseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link QkmsConfiguration} of what command line, environment and file say, in this order of precedence. The variable
 * of a key is {@code QKMS_} and the key in upper case with underscores: {@code public.base_url} is
 * {@code QKMS_PUBLIC_BASE_URL}, {@code clients[0].secret} is {@code QKMS_CLIENTS_0__SECRET}.
 */
public final class ConfigurationReader {
    /** The slots of an installation. */
    public static final List<String> SLOTS = List.of("root", "ca", "default");

    private static final int MIN_PASSPHRASE = 12;
    private static final List<String> LOG_LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    private final Settings settings;
    private final boolean devMode;
    private final List<String> notices = new ArrayList<>();

    ConfigurationReader(Settings settings, boolean devMode) {
        this.settings = settings;
        this.devMode = devMode;
    }

    /**
     * Reads and checks everything.
     *
     * @param devMode whether the command line asks for dev mode
     * @param commandLine settings by key that overrule all others
     * @param environment the process's variables
     * @param file a YAML file; null for none
     * @throws ConfigurationException naming all mistakes
     */
    public static QkmsConfiguration read(
            boolean devMode, Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file) {
        Sources sources = Sources.of(commandLine, environment, file);
        Settings settings = new Settings(sources.config());
        ConfigurationReader reader = new ConfigurationReader(settings, devMode);
        QkmsConfiguration configuration = reader.configuration(sources);
        List<Mistake> mistakes = new ArrayList<>(settings.mistakes());
        mistakes.addAll(sources.unknownKeys(settings));
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return configuration;
    }

    QkmsConfiguration configuration(Sources sources) {
        Path data = settings.path("data.dir").orElse(Path.of("data").toAbsolutePath());
        PublicListener publicListener = publicListener();
        URI apiBaseUrl = apiBaseUrl();
        DatabaseSettings database = database(data);
        OAuth oauth = oauth();
        Map<String, SlotSeal> slots = new HashMap<>();
        SLOTS.forEach(slot -> slots.put(slot, seal(slot, data)));
        String caSlot = settings.oneOf("ca.slot", "ca", List.of("ca", "default"));
        String crlDefaultIssuer = settings.text("crl.default_issuer").orElse(null);
        Duration jwksMaxAge = settings.duration("jwks.max_age", Duration.ofSeconds(1), Duration.ofDays(1))
                .orElse(Duration.ofMinutes(5));
        int signingThreads =
                settings.integer("signing.threads", Runtime.getRuntime().availableProcessors(), 1, 1024);
        Limits limits = limits();
        String logLevel = settings.oneOf("log.level", "INFO", LOG_LEVELS);
        Duration grace = settings.duration("shutdown.grace", Duration.ZERO, Duration.ofMinutes(10))
                .orElse(Duration.ofSeconds(20));
        notices.addAll(sources.unknownVariables(settings));
        return new QkmsConfiguration(
                devMode,
                data,
                publicListener,
                apiBaseUrl,
                database,
                oauth,
                caSlot,
                slots,
                crlDefaultIssuer,
                jwksMaxAge,
                signingThreads,
                limits,
                logLevel,
                grace,
                notices);
    }

    private PublicListener publicListener() {
        String host = settings.text("public.host", devMode ? "127.0.0.1" : "0.0.0.0");
        if (devMode && !List.of("127.0.0.1", "::1", "localhost").contains(host)) {
            settings.mistake(
                    "public.host", host, "must be 127.0.0.1, ::1 or localhost in dev mode, which serves without TLS");
        }
        return new PublicListener(
                host,
                settings.integer("public.port", 8080, 0, 65_535),
                settings.baseUrl("public.base_url", List.of("http", "https")).orElse(null));
    }

    private @Nullable URI apiBaseUrl() {
        int port = settings.integer("api.port", -1, 1, 65_535);
        if (port != -1) {
            notices.add("api.port = " + port + " is not used: this release has no TLS listener; "
                    + "dev mode serves everything on the public listener");
        }
        // In dev mode there is no https yet: the API may then be wherever a proxy or a forwarded port shows the
        // listener.
        return settings.baseUrl("api.base_url", devMode ? List.of("http", "https") : List.of("https"))
                .orElse(null);
    }

    private DatabaseSettings database(Path data) {
        int connections = settings.integer("database.connections", 16, 2, 1000);
        Optional<String> url = settings.text("database.url");
        Optional<String> user = settings.text("database.user");
        Optional<Secret> password = settings.secret("database.password");
        if (url.isEmpty()) {
            user.ifPresent(name -> settings.mistake("database.user", name, "has no meaning without database.url"));
            return new DatabaseSettings.Embedded(data, connections);
        }
        if (url.get().contains("password=")) {
            settings.mistake("database.url", null, "must not hold the password: that belongs into database.password");
        } else if (!url.get().startsWith("jdbc:postgresql:")) {
            settings.mistake(
                    "database.url",
                    url.get(),
                    "must begin with jdbc:postgresql:, or be absent for the embedded database in data.dir");
        }
        if (user.isEmpty()) {
            settings.mistake("database.user", null, "must be given with database.url");
        }
        return new DatabaseSettings.PostgreSql(
                url.get(), user.orElse(""), password.map(Secret::reveal).orElse(""), connections);
    }

    private OAuth oauth() {
        return new OAuth(
                settings.text("oauth.audience", "qkms"),
                settings.duration("oauth.token_lifetime", ClientSettings.SHORTEST, ClientSettings.LONGEST)
                        .orElse(Duration.ofHours(1)),
                new ClientSettings(settings).clients());
    }

    private SlotSeal seal(String slot, Path data) {
        String prefix = "slots." + slot;
        String kind = settings.oneOf(prefix + ".seal", "file", List.of("file", "passphrase"));
        Path file = settings.path(prefix + ".key_file")
                .orElse(data.resolve((devMode ? "dev-slot-" : "slot-") + slot + ".key"));
        Secret passphrase = settings.secret(prefix + ".passphrase").orElse(null);
        boolean byPassphrase = kind.equals("passphrase");
        if (!byPassphrase) {
            if (passphrase != null) {
                settings.mistake(prefix + ".passphrase", null, "is given, but " + prefix + ".seal is not passphrase");
            }
            return new SlotSeal.KeyFile(file);
        }
        if (passphrase == null || passphrase.reveal().length() < MIN_PASSPHRASE) {
            settings.mistake(
                    prefix + ".passphrase",
                    null,
                    "must have at least " + MIN_PASSPHRASE + " characters where " + prefix + ".seal is passphrase");
            return new SlotSeal.KeyFile(file);
        }
        return new SlotSeal.Passphrase(passphrase);
    }

    private Limits limits() {
        return new Limits(
                settings.integer("limits.body", 256 << 10, 1 << 10, 16 << 20),
                settings.integer("limits.ocsp_body", 64 << 10, 1 << 10, 1 << 20),
                settings.integer("limits.calls", 512, 1, 100_000));
    }
}
