package io.qkms.tools.bench;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.testsupport.ServerProcess;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./dev bench}: the figures that Q-KMS publishes, all from one run on one machine, load generator included. Ends
 * with 1 if a figure misses its floor or a call that was measured failed.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures signing, issuance, OCSP and JWKS, and prints a Markdown table.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--seconds", defaultValue = "28", description = "Time of each measurement; a third of it warms up.")
    private int seconds;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final List<Row> rows = new ArrayList<>();

    /** One line of the table; the floor is empty where none is set. */
    private record Row(String what, String figure, String floor, boolean held) {}

    private Bench() {}

    /** The entry point; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Duration time = Duration.ofSeconds(seconds);
        double inProcess = new InProcess().signaturesPerSecond(Algorithm.ML_DSA_65, time);
        row("ML-DSA-65 signatures in process, all cores", perSecond(inProcess), "", true);
        Vertx vertx = Vertx.vertx();
        try {
            onH2(vertx, time, inProcess);
            onPostgreSql(vertx, time);
        } finally {
            vertx.close().await();
        }
        print(out);
        return rows.stream().allMatch(Row::held) ? 0 : 1;
    }

    private void onH2(Vertx vertx, Duration time, double inProcess) throws IOException {
        withServer(Map.of(), server -> {
            Workloads workloads = new Workloads(vertx, server, time);
            Load.Measured tokens = workloads.signTokens();
            row("`POST /v1/tokens/sign`, ML-DSA-65", tokens);
            double ratio = tokens.perSecond() / inProcess;
            row("… in relation to in-process signing", "%.2f".formatted(ratio), "0.50", ratio >= 0.5);
            row("CSR + issue, H2", workloads.issue());
            row("`GET /v1/ocsp/…`", workloads.ocspGet());
            row("`GET /v1/jwks/…`", workloads.jwksGet());
            row("ready after process start, H2 (first start)", millis(server.startedIn()), "", true);
            memory("resident memory after the run, H2", server);
        });
    }

    private void onPostgreSql(Vertx vertx, Duration time) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start()) {
            Map<String, String> database = Map.of(
                    "QKMS_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"),
                    "QKMS_DATABASE_USER", "postgres",
                    "QKMS_DATABASE_PASSWORD", "postgres");
            withServer(database, server -> {
                Load.Measured issued = new Workloads(vertx, server, time).issue();
                row(
                        "CSR + issue, PostgreSQL 18 with fsync",
                        figure(issued),
                        "300/s",
                        issued.perSecond() >= 300 && succeeded(issued));
                memory("resident memory after the run, PostgreSQL", server);
            });
        }
    }

    private interface Measurement {
        void on(ServerProcess server);
    }

    private static void withServer(Map<String, String> environment, Measurement measurement) throws IOException {
        Path data = Files.createTempDirectory("qkms-bench-");
        try (ServerProcess server = ServerProcess.Launch.ofSystemProperties().start(data, environment)) {
            measurement.on(server);
        } finally {
            delete(data);
        }
    }

    private void memory(String what, ServerProcess server) {
        long mebibytes = residentMebibytes(server.pid());
        row(what, mebibytes + " MiB", "≤ 512 MiB", mebibytes <= 512);
    }

    private static long residentMebibytes(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(pid)).start();
            String kibibytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return Long.parseLong(kibibytes) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void row(String what, String figure, String floor, boolean held) {
        rows.add(new Row(what, figure, floor, held));
        spec.commandLine().getErr().println(what + ": " + figure);
        spec.commandLine().getErr().flush();
    }

    /** A figure without a floor: it holds if every call succeeded. */
    private void row(String what, Load.Measured measured) {
        row(what, figure(measured), "", succeeded(measured));
    }

    private static boolean succeeded(Load.Measured measured) {
        return measured.failures() == 0 && measured.perSecond() > 0;
    }

    private static String figure(Load.Measured measured) {
        return perSecond(measured.perSecond()) + ", p50 " + millis(measured.p50()) + ", p99 " + millis(measured.p99())
                + (measured.failures() == 0 ? "" : ", " + measured.failures() + " FAILED");
    }

    private static String perSecond(double rate) {
        return "%,.0f/s".formatted(rate);
    }

    private static String millis(Duration duration) {
        return "%.1f ms".formatted(duration.toNanos() / 1e6);
    }

    private void print(PrintWriter out) {
        out.printf(
                "%nJava %s, %s %s, %d processors, %d s each, load generator on the same machine%n%n",
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                seconds);
        out.println("| what | figure | floor |");
        out.println("| --- | --- | --- |");
        rows.forEach(row -> out.printf(
                "| %s | %s | %s |%n",
                row.what(), row.figure(), row.floor().isEmpty() ? "" : row.floor() + (row.held() ? " ✔" : " ✘")));
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
