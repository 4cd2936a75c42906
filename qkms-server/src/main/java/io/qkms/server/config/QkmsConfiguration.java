package io.qkms.server.config;

import io.qkms.server.access.Client;
import io.qkms.server.store.DatabaseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked and immutable. Keys, defaults and limits: {@link ConfigurationReader}.
 *
 * @param devMode whether the server makes what it needs by itself and serves everything, in the clear, on loopback
 * @param dataDirectory where the embedded database and the files of dev mode live; absolute
 * @param publicListener the listener for what relying parties and probes fetch; in dev mode for everything
 * @param apiBaseUrl the issuer and token URL; null to take the public listener's, as dev mode does
 * @param database H2 in the data directory unless the configuration names a PostgreSQL
 * @param oauth access tokens and who gets them
 * @param caSlot the slot where new intermediates' keys live
 * @param slots how each slot's key is sealed, by the slot's id
 * @param crlDefaultIssuer the CA whose CRL {@code GET /v1/crl} serves; null for the default issuer of {@code apisix-edge}
 * @param jwksMaxAge how long relying parties may keep a key set, in their cache
 * @param signingThreads how many platform threads sign and verify
 * @param logLevel the least severe level that is logged, for example {@code INFO}
 * @param shutdownGrace how long a stopping server waits for the requests that it has accepted
 * @param notices what was accepted but deserves the operator's attention; to be logged at start
 */
public record QkmsConfiguration(
        boolean devMode,
        Path dataDirectory,
        PublicListener publicListener,
        @Nullable URI apiBaseUrl,
        DatabaseSettings database,
        OAuth oauth,
        String caSlot,
        Map<String, SlotSeal> slots,
        @Nullable String crlDefaultIssuer,
        Duration jwksMaxAge,
        int signingThreads,
        Limits limits,
        String logLevel,
        Duration shutdownGrace,
        List<String> notices) {

    public QkmsConfiguration {
        slots = Map.copyOf(slots);
        notices = List.copyOf(notices);
    }

    /**
     * The public listener.
     *
     * @param host the address that it is bound to
     * @param port its TCP port; 0 for any free one
     * @param baseUrl what CRL distribution points and AIA begin with, without a slash at the end; null for the listener's own
     */
    public record PublicListener(
            String host, int port, @Nullable URI baseUrl) {}

    /**
     * Access tokens and who gets them.
     *
     * @param audience the {@code aud} of access tokens
     * @param tokenLifetime how long they live, where the client says nothing else
     * @param clients the clients that the configuration names
     */
    public record OAuth(String audience, Duration tokenLifetime, List<Client> clients) {

        public OAuth {
            clients = List.copyOf(clients);
        }
    }

    /** How a slot's key is sealed at rest. */
    public sealed interface SlotSeal {

        /** By an AES-256 key in a file that only the server's user can read. */
        record KeyFile(Path file) implements SlotSeal {}

        /** By a passphrase (Argon2id). */
        record Passphrase(Secret passphrase) implements SlotSeal {}
    }

    /**
     * What the server takes.
     *
     * @param body the longest request body, in octets
     * @param ocspBody the longest OCSP request, in octets
     * @param calls how many calls may be worked on, or wait for a connection or a signing thread, at once; beyond that the
     *     server refuses at once
     */
    public record Limits(int body, int ocspBody, int calls) {}

    /**
     * The public base URL, once the listener's port is known.
     *
     * @param boundPort the port that the public listener has been bound to
     */
    public URI publicBaseUrl(int boundPort) {
        URI configured = publicListener.baseUrl();
        return configured != null ? configured : URI.create("http://" + urlHost() + ":" + boundPort);
    }

    /**
     * The base URL of the API, once the public listener's port is known: {@code iss} of access tokens, token URL, metadata.
     *
     * @param boundPort the port that the public listener has been bound to
     */
    public URI apiBaseUrl(int boundPort) {
        return apiBaseUrl != null ? apiBaseUrl : publicBaseUrl(boundPort);
    }

    private String urlHost() {
        String host = publicListener.host();
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "localhost";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
