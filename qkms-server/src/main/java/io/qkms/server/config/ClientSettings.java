package io.qkms.server.config;

import io.qkms.server.access.Client;
import io.qkms.server.access.ClientSecret;
import io.qkms.server.access.Role;
import io.qkms.server.access.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code clients[…]}: the OAuth2 clients that the configuration names. */
final class ClientSettings {
    static final Duration SHORTEST = Duration.ofSeconds(10);
    static final Duration LONGEST = Duration.ofDays(1);

    /** Taken by dev mode for the client that it makes. */
    private static final String RESERVED = "dev";

    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9A-Fa-f]{64}");

    private final Settings settings;

    ClientSettings(Settings settings) {
        this.settings = settings;
    }

    List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String element : settings.elements("clients")) {
            String clientId = clientId(element);
            Set<Scope> scopes = scopes(element);
            Optional<ClientSecret> secret = secret(element);
            String tenant = settings.oneOf(element + ".tenant", "default", List.of("default"));
            Duration lifetime = settings.duration(element + ".token_lifetime", SHORTEST, LONGEST)
                    .orElse(null);
            if (!clientId.isEmpty() && !taken.add(clientId)) {
                settings.mistake(element + ".client_id", clientId, "must be different for every client");
            }
            secret.ifPresent(known -> clients.add(new Client(clientId, tenant, known, scopes, lifetime)));
        }
        return clients;
    }

    private String clientId(String element) {
        String key = element + ".client_id";
        String clientId = settings.text(key, "");
        if (!CLIENT_ID.matcher(clientId).matches()) {
            settings.mistake(key, clientId, "must be 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        } else if (clientId.equals(RESERVED)) {
            settings.mistake(key, clientId, "is the name of the client that dev mode makes; take another");
        }
        return clientId;
    }

    private Set<Scope> scopes(String element) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(settings.list(element + ".scopes", Scope.names(), Scope::of));
        settings.list(element + ".roles", Role.names(), Role::of).forEach(role -> scopes.addAll(role.scopes()));
        if (settings.text(element + ".scopes").isEmpty()
                && settings.text(element + ".roles").isEmpty()) {
            settings.mistake(element, null, "must have scopes or roles");
        }
        return scopes;
    }

    private Optional<ClientSecret> secret(String element) {
        Optional<Secret> plain = settings.secret(element + ".secret");
        Optional<Secret> hash = settings.secret(element + ".secret_sha256");
        if (plain.isPresent() == hash.isPresent()) {
            settings.mistake(element, null, "must have either secret_sha256 or secret");
            return Optional.empty();
        }
        if (plain.isPresent()) {
            if (plain.get().reveal().length() < ClientSecret.MIN_LENGTH) {
                settings.mistake(
                        element + ".secret",
                        null,
                        "must have at least " + ClientSecret.MIN_LENGTH
                                + " characters, and be random: for example openssl rand -base64 32");
                return Optional.empty();
            }
            return Optional.of(ClientSecret.of(plain.get().reveal()));
        }
        String hex = hash.orElseThrow().reveal().strip();
        if (!SHA_256.matcher(hex).matches()) {
            settings.mistake(element + ".secret_sha256", null, "must be a SHA-256 in 64 hexadecimal digits");
            return Optional.empty();
        }
        return Optional.of(ClientSecret.ofSha256(hex));
    }
}
