import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Trains the server's AOT cache (JEP 483, 514, 515): starts a server on a data directory and a port of its own, lets it
 * answer the requests of a first visit, stops it with SIGTERM, and puts what the JVM wrote then in the cache's place. The
 * place is filled in one step, so whoever finds a cache finds a whole one, and only if the JARs are still those that the
 * training began with.
 *
 * <p>Arguments: the cache's file, then the server's command up to and including its class path.
 */
final class TrainAotCache {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(120);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base = URI.create("http://127.0.0.1:" + freePort());

    private TrainAotCache() {}

    public static void main(String[] arguments) throws Exception {
        Path cache = Path.of(arguments[0]);
        List<String> command = List.of(arguments).subList(1, arguments.length);
        Path lock = cache.resolveSibling("training.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (Files.exists(cache)) {
                IO.println("another training has made " + cache);
            } else {
                new TrainAotCache().train(cache, command);
            }
        }
    }

    private void train(Path cache, List<String> command) throws Exception {
        Path fresh = cache.resolveSibling(cache.getFileName() + ".new");
        Path data = Files.createTempDirectory("qkms-training-");
        String firstJar = command.getLast().split(File.pathSeparator, 2)[0];
        FileTime laidOut = Files.getLastModifiedTime(Path.of(firstJar));
        Process server = null;
        try {
            server = start(command, fresh, data);
            awaitReady(server);
            visit(data);
            server.destroy();
            if (!server.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not stop within " + STOP);
            }
            if (!laidOut.equals(Files.getLastModifiedTime(Path.of(firstJar)))) {
                throw new IllegalStateException("there was a build meanwhile");
            }
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            IO.println("made " + cache + ", " + Files.size(cache) + " bytes");
        } finally {
            if (server != null) {
                server.destroyForcibly();
            }
            Files.deleteIfExists(fresh);
            delete(data);
        }
    }

    private Process start(List<String> command, Path fresh, Path data) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.add(1, "-XX:AOTCacheOutput=" + fresh);
        line.addAll(List.of("io.qkms.server.Main", "serve", "--dev"));
        line.addAll(List.of("--port", String.valueOf(base.getPort()), "--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        // The variables of whoever started this may name his database.
        builder.environment().keySet().removeIf(name -> name.startsWith("QKMS_"));
        return builder.start();
    }

    private void awaitReady(Process server) throws InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < deadline) {
            if (server.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the server ended with " + server.exitValue());
            }
            try {
                if (http.send(to("/health/ready").build(), BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYetListening) {
                // Asked again until the deadline.
            }
        }
        throw new IllegalStateException("the server was not ready within " + READY);
    }

    /** What a newcomer does first; a refusal is printed and changes nothing, the cache is then merely a little smaller. */
    private void visit(Path data) throws IOException, InterruptedException {
        for (String path : List.of("/health/live", "/openapi.yaml", "/docs", "/oauth2/jwks", "/metrics")) {
            send("GET " + path, to(path).build());
        }
        String credentials = Files.readString(data.resolve("dev-credentials.json"));
        String form = "grant_type=client_credentials&client_id=" + encoded(field("client_id", credentials))
                + "&client_secret=" + encoded(field("client_secret", credentials));
        String token = field(
                "access_token",
                send(
                        "token",
                        to("/oauth2/token")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))
                                .build()));
        String key = field("id", post("/v1/keys", token, """
                {"alias": "training", "algorithm": "ML-DSA-65", "usage": ["TLS_SERVER"]}"""));
        String csr = field("csr_pem", post("/v1/keys/" + key + ":csr", token, """
                {"subject": "CN=training.q", "subject_alt_names": ["training.q"]}"""));
        String request = field("id", post("/v1/csr", token, """
                {"csr_pem": "%s", "profile": "service-server-tls"}""".formatted(csr)));
        post("/v1/certificates/issue", token, "{\"csr_id\": \"" + request + "\"}");
        post("/v1/keys", token, """
                {"alias": "training-jwt", "algorithm": "ML-DSA-65", "usage": ["JWT_SIGNING"], "realm": "training"}""");
        post("/v1/tokens/sign", token, "{\"realm\": \"training\", \"claims\": {\"sub\": \"training\"}}");
        for (String path : List.of("/v1/certificates", "/v1/ca/intermediates", "/v1/profiles", "/v1/jwks/training")) {
            send(
                    "GET " + path,
                    to(path).header("Authorization", "Bearer " + token).build());
        }
    }

    private String post(String path, String token, String json) throws IOException, InterruptedException {
        HttpRequest request = to(path).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return send("POST " + path, request);
    }

    private String send(String what, HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofString());
        String refusal = response.statusCode() >= 400 ? " " + response.body() : "";
        IO.println(what + ": " + response.statusCode() + refusal);
        return response.body();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    /** A text field of a JSON object, still escaped as it stands there; empty if it has none. */
    private static String field(String name, String json) {
        Matcher found = Pattern.compile('"' + name + "\"\\s*:\\s*\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"")
                .matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
