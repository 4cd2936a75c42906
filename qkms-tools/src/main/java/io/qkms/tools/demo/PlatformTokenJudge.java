package io.qkms.tools.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.client.QkmsClient;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.jose.Jws;
import io.qkms.core.jose.JwsVerification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Q-KMS's own reading of tokens, where there is no Node with jose. Not independent. */
final class PlatformTokenJudge implements TokenJudge {
    private final Provider provider = new BouncyCastleProvider();
    private final InstantSource clock;

    PlatformTokenJudge(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "qkms-core, BouncyCastle " + provider.getVersionStr();
    }

    @Override
    public void check(String token, URI jwks, String issuer) {
        // A client of its own: the demo's must not hand out a set that it has kept.
        JsonNode set = QkmsClient.publicBuilder(jwks.resolve("/"))
                .build()
                .tokens()
                .jwks(jwks.getPath().substring(jwks.getPath().lastIndexOf('/') + 1))
                .json();
        JwkSet keys = JwkSet.parse("jwks", set.toString().getBytes(StandardCharsets.UTF_8));
        Jws jws = Jws.parse("token", token);
        JwsVerification outcome = jws.verify(keys, this::verify);
        JsonNode claims = jws.claims("token");
        boolean expired = claims.path("exp").asLong() <= clock.instant().getEpochSecond();
        if (!outcome.isValid() || expired || !issuer.equals(claims.path("iss").textValue())) {
            throw new Disagreement("the token does not hold: " + outcome.reason() + " " + claims);
        }
    }

    private boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
        try {
            String name = algorithm.displayName();
            Signature verifier = Signature.getInstance(name, provider);
            verifier.initVerify(
                    KeyFactory.getInstance(name, provider).generatePublic(new X509EncodedKeySpec(publicKey)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new Disagreement(e.toString());
        }
    }
}
