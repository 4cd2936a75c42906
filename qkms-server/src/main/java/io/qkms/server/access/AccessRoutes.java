package io.qkms.server.access;

import io.qkms.core.jose.JwkSet;
import io.qkms.server.access.OAuthError.Code;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.EntityTag;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /oauth2/*}, {@code /.well-known/oauth-authorization-server} and {@code /v1/tenants/self}. */
public final class AccessRoutes implements Routes {
    private final TokenEndpoint tokens;
    private final AccessTokenKeys keys;
    private final AccessDenials denials;
    private final Function<String, Tenant> tenants;
    private final Answer metadata;
    private final Duration jwksMaxAge;
    private volatile @Nullable KeySet keySet;

    /** The key set, ready to be sent. */
    private record KeySet(JwkSet published, byte[] body, EntityTag tag) {}

    public AccessRoutes(
            Clients clients,
            AccessTokenIssuer tokens,
            AccessTokenKeys keys,
            AccessDenials denials,
            Function<String, Tenant> tenants,
            URI issuer,
            Duration jwksMaxAge) {
        this.tokens = new TokenEndpoint(clients, tokens);
        this.keys = keys;
        this.denials = denials;
        this.tenants = tenants;
        this.metadata = Answer.json(200, AuthorizationServerMetadata.of(issuer))
                .header("Cache-Control", "public, max-age=" + jwksMaxAge.toSeconds());
        this.jwksMaxAge = jwksMaxAge;
    }

    @Override
    public void register(Operations contract) {
        contract.operation("requestAccessToken", this::grant)
                .immediate("getAccessTokenKeys", this::jwks)
                .immediate("getAuthorizationServerMetadata", call -> Optional.of(metadata))
                .operation(
                        "getOwnTenant",
                        call -> Answer.json(200, tenants.apply(call.caller().tenant())));
    }

    private Answer grant(Call call) {
        try {
            return uncached(
                    Answer.json(200, tokens.grant(call.header("Authorization").orElse(null), call.rawBody())));
        } catch (OAuthError e) {
            Answer answer = uncached(Answer.json(e.status(), e.body()));
            if (e.code() != Code.INVALID_CLIENT) {
                return answer;
            }
            denials.unauthenticated(call.remoteAddress());
            return answer.header("WWW-Authenticate", "Basic realm=\"qkms\", charset=\"UTF-8\"");
        }
    }

    /** RFC 6749 §5.1: what holds a token is kept nowhere. */
    private static Answer uncached(Answer answer) {
        return answer.header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }

    private Optional<Answer> jwks(Call call) {
        KeySet set = keySet;
        JwkSet published = keys.published();
        if (set == null || set.published() != published) {
            byte[] body = published.encoded();
            set = new KeySet(published, body, EntityTag.of(body));
            keySet = set;
        }
        Answer answer = Answer.bytes(200, call.accepted(), set.body())
                .header(
                        "Cache-Control",
                        "public, max-age=%1$d, stale-while-revalidate=%1$d".formatted(jwksMaxAge.toSeconds()));
        return Optional.of(call.unlessFresh(answer, set.tag()));
    }
}
