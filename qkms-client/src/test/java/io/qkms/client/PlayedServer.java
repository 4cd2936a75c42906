package io.qkms.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on the loopback interface that gives the answers of the contract, as a test lays them out. */
final class PlayedServer implements AutoCloseable {
    static final String TOKEN_PATH = "POST /oauth2/token";

    /** What came in. */
    record Seen(String method, String target, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What goes out; a status of 0 breaks the connection instead. */
    record Given(int status, Map<String, String> headers, byte[] body) {
        static Given json(int status, String json) {
            return new Given(status, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
        }

        static Given status(int status) {
            return json(status, "{}");
        }

        static Given broken() {
            return new Given(0, Map.of(), new byte[0]);
        }

        Given with(String name, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Given(status, more, body);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Given>> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    PlayedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Lays out answers to a request; the last one is given again and again. */
    PlayedServer answer(String methodAndPath, Given... given) {
        answers.put(methodAndPath, new ArrayDeque<>(List.of(given)));
        return this;
    }

    /** Answers the token endpoint with a fresh token each time: token-1, token-2, … */
    PlayedServer grantTokens(int lifetime) {
        Given[] given = new Given[20];
        for (int i = 0; i < given.length; i++) {
            given[i] = Given.json(
                    200,
                    "{\"access_token\":\"token-" + (i + 1) + "\",\"token_type\":\"Bearer\",\"expires_in\":" + lifetime
                            + ",\"scope\":\"\"}");
        }
        return answer(TOKEN_PATH, given);
    }

    List<Seen> seen() {
        return seen;
    }

    /** What came in for one kind of request. */
    List<Seen> seen(String methodAndPath) {
        return seen.stream()
                .filter(request -> methodAndPath.equals(
                        request.method() + " " + URI.create(request.target()).getRawPath()))
                .toList();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    ClientCredentials credentials() {
        return new ClientCredentials(url(), url(), url().resolve("/oauth2/token"), "gate way", "s3cret:+/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Seen request = new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            seen.add(request);
            Given given = next(request.method() + " " + exchange.getRequestURI().getRawPath());
            if (given.status() == 0) {
                return;
            }
            given.headers().forEach(exchange.getResponseHeaders()::set);
            boolean empty = given.status() == 304 || given.body().length == 0;
            exchange.sendResponseHeaders(given.status(), empty ? -1 : given.body().length);
            if (!empty) {
                exchange.getResponseBody().write(given.body());
            }
        }
    }

    private Given next(String methodAndPath) {
        Queue<Given> queue = answers.get(methodAndPath);
        if (queue == null) {
            return Given.json(404, "{\"code\":40401,\"message\":\"nothing was laid out for " + methodAndPath + "\"}");
        }
        synchronized (queue) {
            return queue.size() > 1 ? queue.remove() : queue.element();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
