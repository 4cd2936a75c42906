package io.qkms.server.access;

import io.qkms.server.access.AccessTokenIssuer.AccessToken;
import io.qkms.server.access.OAuthError.Code;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Grants access tokens for client credentials (RFC 6749 §4.4). Safe for use by many threads. */
final class TokenEndpoint {
    private final Clients clients;
    private final AccessTokenIssuer tokens;

    TokenEndpoint(Clients clients, AccessTokenIssuer tokens) {
        this.clients = clients;
        this.tokens = tokens;
    }

    /**
     * The answer to a granted request (RFC 6749 §5.1).
     *
     * @param expiresIn in seconds
     */
    record Granted(String accessToken, String tokenType, long expiresIn, String scope) {}

    /**
     * A token for the client that the request proves.
     *
     * @param authorization the {@code Authorization} header; null if there is none
     * @param body the form
     * @throws OAuthError if there is none to be had
     */
    Granted grant(@Nullable String authorization, byte[] body) {
        Form form = Form.parse(body);
        ClientCredentials credentials = ClientCredentials.of(authorization, form);
        Client client = clients.authenticate(credentials.clientId(), credentials.secret())
                .orElseThrow(() -> new OAuthError(Code.INVALID_CLIENT, "no such client, or not its secret"));
        String grant = form.parameter("grant_type")
                .orElseThrow(() -> new OAuthError(Code.INVALID_REQUEST, "grant_type is missing"));
        if (!grant.equals("client_credentials")) {
            throw new OAuthError(Code.UNSUPPORTED_GRANT_TYPE, "grant_type must be client_credentials");
        }
        AccessToken token = tokens.issue(client, scopes(client, form));
        return new Granted(token.token(), "Bearer", token.lifetime().toSeconds(), token.scope());
    }

    /** All that the client may, or the part of it that the request asks for. */
    private static Set<Scope> scopes(Client client, Form form) {
        String requested = form.parameter("scope").orElse("");
        if (requested.isBlank()) {
            return client.scopes();
        }
        Set<Scope> granted = EnumSet.noneOf(Scope.class);
        for (String name : requested.strip().split(" +")) {
            granted.add(Scope.of(name)
                    .filter(client.scopes()::contains)
                    .orElseThrow(() -> new OAuthError(
                            Code.INVALID_SCOPE,
                            "scope asks for something that there is not, or that the client may not")));
        }
        return granted;
    }
}
