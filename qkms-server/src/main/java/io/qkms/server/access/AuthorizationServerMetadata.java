package io.qkms.server.access;

import java.net.URI;
import java.util.List;

/** What OAuth2 clients can learn of this authorization server by themselves (RFC 8414 §2). */
record AuthorizationServerMetadata(
        String issuer,
        String tokenEndpoint,
        String jwksUri,
        List<String> grantTypesSupported,
        List<String> responseTypesSupported,
        List<String> tokenEndpointAuthMethodsSupported,
        List<String> scopesSupported) {

    static AuthorizationServerMetadata of(URI issuer) {
        return new AuthorizationServerMetadata(
                issuer.toString(),
                issuer + "/oauth2/token",
                issuer + "/oauth2/jwks",
                List.of("client_credentials"),
                // Required by §2; there is no authorization endpoint, so there is none.
                List.of(),
                List.of("client_secret_basic", "client_secret_post"),
                Scope.names());
    }
}
