package io.qkms.server;

import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.http.AdmissionGate;
import io.qkms.server.http.Contract;
import io.qkms.server.http.ContractRouter;
import io.qkms.server.http.HttpListener;
import io.qkms.server.installation.Installation;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Q-KMS: started from a configuration, stopped once. Objects are built by hand: {@link Foundation} lays what all
 * stand on, {@link Features} puts the features on it, and this class opens the door.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int MOST_EVENT_LOOPS = 4;

    private final HttpListener listener;
    private final AdmissionGate gate;
    private final Closing closing;
    private final Duration grace;
    private final URI baseUrl;

    private Server(HttpListener listener, AdmissionGate gate, Closing closing, Duration grace, URI baseUrl) {
        this.listener = listener;
        this.gate = gate;
        this.closing = closing;
        this.grace = grace;
        this.baseUrl = baseUrl;
    }

    /**
     * Starts a server; when this returns, it is ready.
     *
     * @param clock the time for everything that it does
     * @throws io.qkms.server.installation.StartRefused if it does not start on what it finds
     * @throws IllegalStateException if the address or the database cannot be had
     */
    public static Server start(QkmsConfiguration configuration, InstantSource clock) {
        Installation.check(configuration);
        Closing closing = new Closing();
        // What takes long goes side by side.
        CompletableFuture<HttpListener> listening = stage("listener", () -> listen(configuration));
        CompletableFuture<Contract> contract = stage("contract", Contract::ofServer);
        CompletableFuture<Foundation> foundation =
                stage("foundation", () -> Foundation.lay(configuration, clock, closing));
        try {
            HttpListener listener = await(listening);
            AdmissionGate gate = new AdmissionGate(configuration.limits().calls());
            Features features = new Features(configuration, await(foundation), listener.port(), closing);
            features.start();
            ContractRouter router = features.router(await(contract), gate);
            // Whoever waits for the server to be ready finds the credentials there.
            features.writeDevCredentials();
            listener.serve(router);
            Server server =
                    new Server(listener, gate, closing, configuration.shutdownGrace(), features.publicBaseUrl());
            server.announce(configuration, features, clock.instant());
            return server;
        } catch (RuntimeException | Error e) {
            listening.thenAccept(listener -> listener.stop(Duration.ZERO)).exceptionally(failed -> null);
            foundation.handle((laid, failed) -> laid).join();
            closing.close();
            throw e;
        }
    }

    private static HttpListener listen(QkmsConfiguration configuration) {
        int eventLoops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_EVENT_LOOPS);
        QkmsConfiguration.PublicListener address = configuration.publicListener();
        return HttpListener.open(HttpListener.eventLoops(eventLoops), eventLoops, address.host(), address.port());
    }

    /** Runs on a platform thread: initialising classes would hold a virtual thread's carrier. */
    private static <T> CompletableFuture<T> stage(String name, Supplier<T> work) {
        Executor thread = task -> Thread.ofPlatform().name("start-" + name).start(task);
        return CompletableFuture.supplyAsync(work, thread);
    }

    private static <T> T await(CompletableFuture<T> stage) {
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void announce(QkmsConfiguration configuration, Features features, Instant now) {
        configuration.notices().forEach(LOG::warn);
        features.devCredentials().ifPresent(Server::announceDevMode);
        long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
        LOG.info("ready at {}, {} ms after the JVM's start", baseUrl, now.toEpochMilli() - jvmStart);
    }

    private static void announceDevMode(Path credentials) {
        LOG.warn("******************************************************************************");
        LOG.warn("*  DEV MODE: for trying out and development, never for anything that matters.");
        LOG.warn("*  No TLS; keys and CAs open by themselves; whoever reads this may do everything:");
        LOG.warn("*  {}", credentials);
        LOG.warn("******************************************************************************");
    }

    /** Where the public listener answers. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Takes nothing new, answers every request that was taken, and closes everything. */
    @Override
    public void close() {
        LOG.info("stopping");
        boolean answered = listener.stop(grace);
        try {
            answered &= gate.close(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
        if (answered) {
            LOG.info("stopped; every request was answered");
        } else {
            LOG.warn("stopped; requests that took longer than {} s were not answered", grace.toSeconds());
        }
    }
}
