package io.qkms.server.token;

import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tokens} and {@code /v1/jwks}. */
public final class TokenRoutes implements Routes {
    private final TokenService service;
    private final TokenVerifier verifier;
    private final RealmKeySets keySets;

    public TokenRoutes(TokenService service, TokenVerifier verifier, RealmKeySets keySets) {
        this.service = service;
        this.verifier = verifier;
        this.keySets = keySets;
    }

    /** The body of {@code /v1/tokens/verify}. */
    record VerifyRequest(String token, @Nullable Duration leeway) {}

    @Override
    public void register(Operations contract) {
        contract.operation("signToken", this::sign)
                .operation("verifyToken", this::verify)
                .immediate("getJwks", keySets::remembered)
                .operation("getJwks", keySets::loaded);
    }

    private Answer sign(Call call) {
        return uncached(service.sign(call.caller().tenant(), call.body(SignRequest.class)));
    }

    private Answer verify(Call call) {
        VerifyRequest body = call.body(VerifyRequest.class);
        return uncached(verifier.verify(call.caller().tenant(), body.token(), body.leeway()));
    }

    /** What holds a token or its claims is kept nowhere. */
    private static Answer uncached(Object body) {
        return Answer.json(200, body).header("Cache-Control", "no-store");
    }
}
