package io.qkms.server.access;

import java.util.Set;

/**
 * The client on whose behalf an operation runs, as its access token proved. Immutable.
 *
 * @param clientId the OAuth2 client identifier
 * @param tenant the identifier of the tenant that the client belongs to; everything that it sees and makes is that tenant's
 * @param scopes the scopes that the token grants, for example {@code key:create}
 */
public record Caller(String clientId, String tenant, Set<String> scopes) {

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the token grants this scope. */
    public boolean mayUse(String scope) {
        return scopes.contains(scope);
    }
}
