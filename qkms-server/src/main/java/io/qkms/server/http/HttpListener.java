package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The place where HTTP requests come in: event loops that hand them to the {@link ContractRouter}. Speaks HTTP/1.1 in the
 * clear.
 */
public final class HttpListener {
    private static final int IDLE_SECONDS = 75;
    private static final int BACKLOG = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private volatile Handler<HttpServerRequest> requests = HttpListener::notYet;
    private volatile Handler<HttpServerRequest> invalidRequests = HttpListener::notYet;
    private volatile Runnable stopping = () -> {};

    private HttpListener(Vertx vertx) {
        this.vertx = vertx;
    }

    private static void notYet(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, Vertx.currentContext(), new ErrorRenderer(), outcome -> {}, null);
        exchange.closesConnection();
        exchange.fail(QkmsException.of(ErrorCode.UNAVAILABLE, null, "server.starting", null));
    }

    /** The event loops, not yet listening. */
    public static Vertx eventLoops(int count) {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(count));
    }

    /**
     * Takes the address. Until {@link #serve} says who answers, every request gets 50301.
     *
     * @param vertx the event loops; they end when this listener stops
     * @param count how many event loops there are
     * @param host the address to listen on
     * @param port the TCP port; 0 for any free one
     * @throws IllegalStateException if the address cannot be had
     */
    public static HttpListener open(Vertx vertx, int count, String host, int port) {
        HttpListener listener = new HttpListener(vertx);
        SocketAddress address =
                port == 0 ? SocketAddress.sharedRandomPort(1, host) : SocketAddress.inetSocketAddress(port, host);
        try {
            await(
                    vertx.deployVerticle(
                            () -> new EventLoop(address, listener), new DeploymentOptions().setInstances(count)),
                    PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IllegalStateException("cannot listen on " + host + ", port " + port, e);
        }
        return listener;
    }

    /** From now on this router answers. */
    public void serve(ContractRouter router) {
        stopping = router::closeConnections;
        requests = router;
        invalidRequests = router::handleInvalid;
    }

    /** One event loop's share of the listening. */
    private static final class EventLoop extends VerticleBase {
        private final SocketAddress address;
        private final HttpListener listener;

        EventLoop(SocketAddress address, HttpListener listener) {
            this.address = address;
            this.listener = listener;
        }

        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(options())
                    .requestHandler(request -> {
                        listener.received.incrementAndGet();
                        listener.requests.handle(request);
                    })
                    .invalidRequestHandler(request -> listener.invalidRequests.handle(request));
            listener.servers.add(server);
            return server.listen(address);
        }
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(HeaderLimits.LINE)
                .setMaxHeaderSize(HeaderLimits.TOTAL)
                .setIdleTimeout(IDLE_SECONDS)
                .setAcceptBacklog(BACKLOG)
                .setHttp2ClearTextEnabled(false);
    }

    /** The TCP port. */
    public int port() {
        return servers.getFirst().actualPort();
    }

    /**
     * Lets callers go: first every answer is its connection's last, then, when nothing has come for a moment, no new connection
     * is taken, every request that was taken is answered, and the connections are closed.
     *
     * @param patience how long the answers may take; after it, connections are closed all the same
     * @return whether everything was answered within the time
     */
    public boolean stop(Duration patience) {
        stopping.run();
        awaitQuiet(patience);
        List<Future<Void>> ending =
                servers.stream().map(server -> server.shutdown(patience)).toList();
        boolean inTime = true;
        try {
            await(Future.join(ending), patience.plusSeconds(1));
        } catch (ExecutionException | TimeoutException e) {
            inTime = false;
        }
        try {
            await(vertx.close(), PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            inTime = false;
        }
        return inTime;
    }

    /** Vert.x closes a connection on which nothing is under way, also if a request is just coming in on it. */
    private void awaitQuiet(Duration patience) {
        long deadline = System.nanoTime() + Math.min(patience.toNanos(), LAST_CALL.toNanos());
        long before;
        do {
            before = received.get();
            LockSupport.parkNanos(QUIET.toNanos());
        } while (received.get() != before && System.nanoTime() < deadline);
    }

    private static void await(Future<?> future, Duration patience) throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }
}
