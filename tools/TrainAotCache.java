import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
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
 * <p>Arguments: the cache's file, then the server's command up to and including its class path. Or {@code --visit}, a running
 * server's URL and its data directory: only the visit. Ends with 1 if the server refused anything of the visit: the cache is
 * made nevertheless and is right, but it lacks what was not reached, so the visit has to be mended. Written for the JDK that
 * runs the server, in the syntax that the oldest JDK of the build can format.
 */
final class TrainAotCache {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(120);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private String token = "";
    private int refusals;

    private TrainAotCache(URI base) {
        this.base = base;
    }

    public static void main(String[] arguments) throws Exception {
        TrainAotCache training;
        if (arguments[0].equals("--visit")) {
            training = new TrainAotCache(URI.create(arguments[1]));
            training.visit(Path.of(arguments[2]));
        } else {
            training = new TrainAotCache(URI.create("http://127.0.0.1:" + freePort()));
            training.fill(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length));
        }
        if (training.refusals > 0) {
            IO.println("the server refused " + training.refusals + " requests of the visit: mend TrainAotCache.java");
            System.exit(1);
        }
    }

    private void fill(Path cache, List<String> command) throws Exception {
        Path file = cache.resolveSibling("training.lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until the channel is closed
            if (Files.exists(cache)) {
                IO.println("another training has made " + cache);
            } else {
                train(cache, command);
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

    /** What a newcomer does first: the steps of README and guide. */
    private void visit(Path data) throws Exception {
        for (String path : List.of("/health/live", "/openapi.yaml", "/docs", "/oauth2/jwks", "/metrics")) {
            send("GET " + path, to(path).build());
        }
        String credentials = Files.readString(data.resolve("dev-credentials.json"));
        String form = "grant_type=client_credentials&client_id=" + encoded(field("client_id", credentials))
                + "&client_secret=" + encoded(field("client_secret", credentials));
        HttpRequest tokenRequest = to("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        token = field("access_token", send("POST /oauth2/token", tokenRequest));
        certificate();
        realm();
        for (String path : List.of(
                "/v1/keys",
                "/v1/csr",
                "/v1/certificates",
                "/v1/ca/intermediates",
                "/v1/profiles",
                "/v1/audit/events")) {
            send("GET " + path, authorized(path).build());
        }
    }

    /** A key, a request by handle and one that was signed elsewhere, two certificates, status, revocation. */
    private void certificate() throws Exception {
        String key = field("id", post("/v1/keys", """
                {"usage": "TLS_SERVER", "algorithm": "ML-DSA-65", "exportable": false, "tags": {"service": "training"}}"""));
        String byHandle = field("id", post("/v1/csr", """
                {"key_id": "%s", "profile": "apisix-edge", "subject": "CN=gateway.q",
                 "subject_alt_names": ["gateway.q", "10.0.0.5"]}""".formatted(key)));
        issue(byHandle);
        String pem = field("csr", post("/v1/keys/" + key + ":csr", """
                {"subject": "CN=www.gateway.q", "subject_alt_names": ["www.gateway.q"]}"""));
        String signedElsewhere = field("id", post("/v1/csr", """
                {"csr": "%s", "profile": "apisix-edge", "subject_alt_names": []}""".formatted(pem)));
        String serial = issue(signedElsewhere);
        String path = "/v1/certificates/" + serial;
        String chain = send(
                "GET the chain",
                authorized(path)
                        .header("Accept", "application/pem-certificate-chain")
                        .build());
        byte[] ocsp = ocspRequest(chain);
        postOcsp(ocsp);
        post(path + ":revoke", "{\"reason\": \"superseded\"}");
        postOcsp(ocsp);
        send("GET /v1/crl", to("/v1/crl").build());
        send(
                "GET /v1/crl",
                to("/v1/crl").header("Accept", "application/x-pem-file").build());
    }

    private String issue(String csr) throws IOException, InterruptedException {
        return field("serial", post("/v1/certificates/issue", "{\"csr_id\": \"" + csr + "\"}"));
    }

    /** A realm's key, its tokens, their verification, rotation, the key set. */
    private void realm() throws IOException, InterruptedException {
        String key = field("id", post("/v1/keys", """
                {"usage": "JWT_SIGNING", "algorithm": "ML-DSA-65", "exportable": false, "tags": {}, "realm": "training"}"""));
        String jwt = field("token", post("/v1/tokens/sign", """
                {"realm": "training", "claims": {"sub": "alice", "aud": "orders"}}"""));
        post("/v1/tokens/verify", "{\"token\": \"" + jwt + "\"}");
        post("/v1/keys/" + key + ":rotate", "{}");
        send("GET /v1/jwks/training", to("/v1/jwks/training").build());
    }

    private void postOcsp(byte[] ocspRequest) throws IOException, InterruptedException {
        HttpRequest request = to("/v1/ocsp")
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofByteArray(ocspRequest))
                .build();
        var response = http.send(request, BodyHandlers.ofByteArray());
        byte[] body = response.body();
        // OCSP refuses with 200 too: the first member of the answer is 0 for "successful".
        boolean successful = response.statusCode() == 200 && body[contents(body, 0) + 2] == 0;
        report(
                "POST /v1/ocsp",
                successful,
                response.statusCode(),
                HexFormat.of().formatHex(body));
    }

    /** An OCSP request (RFC 6960 §4.1.1) for the first certificate of a chain, which the second one issued. */
    private static byte[] ocspRequest(String chain) throws GeneralSecurityException {
        List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        X509Certificate issuer = certificates.get(1);
        byte[] name = issuer.getSubjectX500Principal().getEncoded();
        byte[] certId = der(
                0x30,
                HexFormat.of().parseHex("300906052b0e03021a0500"), // SHA-1
                der(0x04, MessageDigest.getInstance("SHA-1").digest(name)),
                der(0x04, MessageDigest.getInstance("SHA-1").digest(keyBits(issuer))),
                der(0x02, certificates.getFirst().getSerialNumber().toByteArray()));
        return der(0x30, der(0x30, der(0x30, der(0x30, certId))));
    }

    /** What the BIT STRING at the end of a SubjectPublicKeyInfo holds. */
    private static byte[] keyBits(X509Certificate certificate) {
        byte[] info = certificate.getPublicKey().getEncoded();
        int algorithm = contents(info, 0);
        int bits = contents(info, algorithm) + info[algorithm + 1];
        return Arrays.copyOfRange(info, contents(info, bits) + 1, info.length);
    }

    /** Where the contents of the DER element that begins there begin. */
    private static int contents(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7F : 0);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            contents.writeBytes(part);
        }
        if (contents.size() > 127) {
            throw new IllegalArgumentException("too long for the short form");
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        element.write(contents.size());
        element.writeBytes(contents.toByteArray());
        return element.toByteArray();
    }

    private String post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = authorized(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return send("POST " + path, request);
    }

    private String send(String what, HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofString());
        report(what, response.statusCode() / 100 == 2, response.statusCode(), response.body());
        return response.body();
    }

    /** Prints what came; a refusal is counted, and the visit goes on with what it can. */
    private void report(String what, boolean expected, int status, String body) {
        if (expected) {
            IO.println(what + ": " + status);
        } else {
            refusals++;
            IO.println("REFUSED " + what + ": " + status + " " + body);
        }
    }

    private HttpRequest.Builder authorized(String path) {
        return to(path).header("Authorization", "Bearer " + token);
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
