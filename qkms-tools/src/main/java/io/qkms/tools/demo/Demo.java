package io.qkms.tools.demo;

import io.qkms.client.ClientCredentials;
import io.qkms.client.QkmsClient;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.ServerProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./dev demo}: a key, its certificate until it is revoked, and a token until its key has been rotated. Ends with 1
 * if any step fails.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Walks a certificate's and a token's way; somebody else's program checks each step.")
public final class Demo implements Callable<Integer> {

    @Option(names = "--url", description = "A running server's public URL; without it, the demo starts its own.")
    private @Nullable URI url;

    @Option(names = "--credentials", description = "That server's credentials (default: data/dev-credentials.json).")
    private @Nullable Path credentials;

    @Option(names = "--lang", defaultValue = "", description = "ko or en (default: as LANG says).")
    private String language = "";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Demo() {}

    /** The entry point; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        // The terminal may be told another encoding than this page needs: check marks and Hangul are UTF-8.
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new CommandLine(new Demo()).setOut(out).setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("demo: " + e.getMessage());
            return 1;
        });
    }

    @Override
    public Integer call() throws IOException {
        Messages messages = Messages.of(language, environmentLanguage(System.getenv()));
        boolean colours =
                System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null;
        Narration narration = new Narration(spec.commandLine().getOut(), messages, colours);
        Path folder = Files.createTempDirectory("qkms-demo");
        try {
            if (url == null && credentials == null) {
                onOwnServer(narration, messages, folder);
            } else {
                narration.title(messages.text("title", Objects.requireNonNullElse(url, credentials)));
                walk(given(), narration, messages, folder);
            }
        } catch (Narration.Ended told) {
            // The narration has said which step failed and why; its end says so once more.
        } finally {
            delete(folder);
        }
        // Where judges are required, a demo without one has shown nothing.
        return narration.end("1".equals(System.getenv("QKMS_REQUIRE_JUDGES"))) ? 0 : 1;
    }

    static String environmentLanguage(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void onOwnServer(Narration narration, Messages messages, Path folder) throws IOException {
        narration.title(messages.text("title.own"));
        try (ServerProcess server = narration.step(
                "start",
                () -> ServerProcess.Launch.ofSystemProperties().start(folder.resolve("data"), Map.of()),
                started -> Stream.concat(Stream.of(started.baseUrl()), whatIsThere(started).stream())
                        .toList())) {
            walk(ClientCredentials.read(server.credentials()), narration, messages, folder);
        }
    }

    private static List<Integer> whatIsThere(ServerProcess server) {
        try {
            QkmsClient qkms = QkmsClient.builder(ClientCredentials.read(server.credentials()))
                    .build();
            return List.of(
                    qkms.cas().roots().size(),
                    qkms.cas().intermediates().size(),
                    qkms.profiles().list().size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClientCredentials given() throws IOException {
        Path file = Objects.requireNonNullElse(credentials, Path.of("data", "dev-credentials.json"));
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file + "; --credentials says where a server's credentials are");
        }
        ClientCredentials read = ClientCredentials.read(file);
        return url == null
                ? read
                : new ClientCredentials(url, url, url.resolve("/oauth2/token"), read.clientId(), read.clientSecret());
    }

    private static void walk(ClientCredentials server, Narration narration, Messages messages, Path folder) {
        CertificateJudge certificates = Judges.findOpenSsl()
                .<CertificateJudge>map(openSsl -> new OpenSslJudge(openSsl, folder))
                .orElseGet(() -> {
                    narration.unproven(messages.text("unproven.openssl"));
                    return new PlatformJudge();
                });
        TokenJudge tokens = Judges.findNode().<TokenJudge>map(JoseJudge::new).orElseGet(() -> {
            narration.unproven(messages.text("unproven.node"));
            return new PlatformTokenJudge(InstantSource.system());
        });
        byte[] mark = new byte[4];
        new SecureRandom().nextBytes(mark);
        String realm = "demo-" + HexFormat.of().formatHex(mark);
        Walk walk = new Walk(server, certificates, tokens, narration);
        walk.certificate();
        walk.token(realm);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
