package io.qkms.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Q-KMS server in a process of its own, in dev mode, on a port of its own: what the demo, the benchmarks and the tests
 * that kill a server drive. Its output goes to {@code server.log} in its data directory.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Process process;
    private final Path data;
    private final URI baseUrl;
    private final Duration startedIn;

    private ServerProcess(Process process, Path data, URI baseUrl, Duration startedIn) {
        this.process = process;
        this.data = data;
        this.baseUrl = baseUrl;
        this.startedIn = startedIn;
    }

    /** How to start servers: the JVM and what is on its class path. */
    public record Launch(Path java, List<String> jvmOptions, String classPath) {

        /** Servers of the JVM and the class path that the caller runs with. */
        public static Launch likeThisJvm() {
            return new Launch(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    List.of("--enable-native-access=ALL-UNNAMED"),
                    System.getProperty("java.class.path"));
        }

        /**
         * Servers as the properties {@code qkms.server.class-path} and, optionally, {@code qkms.server.jvm-options} (split
         * at spaces) say, on the caller's own JVM.
         *
         * @throws IllegalStateException if the class path is not given
         */
        public static Launch ofSystemProperties() {
            String classPath = System.getProperty("qkms.server.class-path");
            if (classPath == null) {
                throw new IllegalStateException(
                        "the property qkms.server.class-path does not say where the server is; ./dev sets it");
            }
            String options = System.getProperty("qkms.server.jvm-options", "--enable-native-access=ALL-UNNAMED");
            return new Launch(
                    Path.of(System.getProperty("java.home"), "bin", "java"), List.of(options.split(" +")), classPath);
        }

        /**
         * Starts a server and waits until it is ready.
         *
         * @param data its data directory; made if missing
         * @param environment the server's {@code QKMS_…} variables, for example {@code QKMS_DATABASE_URL}; it inherits
         *     none of this process, which may name somebody's database, and all others
         * @throws IllegalStateException if it ends or is not ready within 90 seconds, with the end of its log
         */
        public ServerProcess start(Path data, Map<String, String> environment) {
            return start(data, freePort(), environment);
        }

        /** As {@link #start(Path, Map)}, on a given port, so that a restarted server keeps its URLs. */
        public ServerProcess start(Path data, int port, Map<String, String> environment) {
            List<String> command = new ArrayList<>();
            command.add(java.toString());
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", classPath, "io.qkms.server.Main", "serve", "--dev"));
            command.addAll(List.of("--port", String.valueOf(port), "--data", data.toString()));
            try {
                Files.createDirectories(data);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                data.resolve("server.log").toFile()));
                setEnvironment(builder.environment(), environment);
                long start = System.nanoTime();
                Process process = builder.start();
                URI baseUrl = URI.create("http://127.0.0.1:" + port);
                awaitReady(process, baseUrl, data);
                return new ServerProcess(process, data, baseUrl, Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes of what a server would inherit what it gets. */
    static void setEnvironment(Map<String, String> inherited, Map<String, String> own) {
        inherited.keySet().removeIf(name -> name.startsWith("QKMS_"));
        inherited.putAll(own);
    }

    /** A TCP port of the loopback interface that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process process, URI baseUrl, Path data) throws IOException {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest ready = HttpRequest.newBuilder(baseUrl.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the server ended with " + process.exitValue() + ":\n" + log(data));
                }
                if (answers(client, ready)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException("the server was not ready within " + START.toSeconds() + " s:\n" + log(data));
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYetListening) {
            return false;
        }
    }

    private static String log(Path data) throws IOException {
        String log = Files.readString(data.resolve("server.log"));
        return log.substring(Math.max(0, log.length() - 4000));
    }

    /** Where it answers, for example {@code http://127.0.0.1:43210}. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** The port of {@link #baseUrl()}. */
    public int port() {
        return baseUrl.getPort();
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    /** The credentials that dev mode made. */
    public Path credentials() {
        return data.resolve("dev-credentials.json");
    }

    /** From the process's start to its first ready answer. */
    public Duration startedIn() {
        return startedIn;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process at once, as a power switch would (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks the process to stop (SIGTERM), waits up to 30 seconds, then kills it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
