package io.qkms.server.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The OAuth2 clients of this installation. Immutable. */
public final class Clients {
    /** Stands in for a client that does not exist, so that an unknown name costs what a wrong secret costs. */
    private static final ClientSecret NOBODYS = ClientSecret.of("");

    private final Map<String, Client> byId;

    /**
     * @param clients with different ids
     */
    public Clients(List<Client> clients) {
        this.byId = clients.stream().collect(Collectors.toUnmodifiableMap(Client::clientId, Function.identity()));
    }

    /** The client of this id. */
    public Optional<Client> find(String clientId) {
        return Optional.ofNullable(byId.get(clientId));
    }

    /** The client, if the secret is its own. */
    Optional<Client> authenticate(String clientId, String secret) {
        Optional<Client> client = find(clientId);
        boolean matches = client.map(Client::secret).orElse(NOBODYS).matches(secret);
        return matches ? client : Optional.empty();
    }
}
