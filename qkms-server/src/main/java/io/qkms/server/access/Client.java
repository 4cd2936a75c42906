package io.qkms.server.access;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth2 client: a service that may call.
 *
 * @param clientId its name at the token endpoint
 * @param tenant the id of its tenant
 * @param secret how it proves itself
 * @param scopes the most that its tokens may permit
 * @param tokenLifetime how long its tokens live; null for the server's default
 */
public record Client(
        String clientId,
        String tenant,
        ClientSecret secret,
        Set<Scope> scopes,
        @Nullable Duration tokenLifetime) {

    public Client {
        scopes = Set.copyOf(scopes);
    }
}
