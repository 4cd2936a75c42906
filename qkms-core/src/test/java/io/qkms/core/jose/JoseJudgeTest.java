package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another implementation in another language, both ways. */
class JoseJudgeTest {
    private static final String VERIFY = """
            import * as jose from 'jose';
            const jwks = JSON.parse(process.env.JWKS);
            const { payload, protectedHeader } = await jose.jwtVerify(process.env.TOKEN, jose.createLocalJWKSet(jwks));
            console.log(payload.sub, protectedHeader.kid, await jose.calculateJwkThumbprint(jwks.keys[0]));
            """;
    private static final String SIGN = """
            import * as jose from 'jose';
            const alg = process.env.ALG;
            const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
            const jwk = await jose.exportJWK(publicKey);
            const kid = await jose.calculateJwkThumbprint({ ...jwk, alg });
            const token = await new jose.SignJWT({ sub: 'node' }).setProtectedHeader({ alg, kid }).sign(privateKey);
            console.log(JSON.stringify({ keys: [{ ...jwk, kid }] }));
            console.log(token);
            """;

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void joseVerifiesOurTokenAndComputesOurThumbprint(Algorithm algorithm) {
        JoseKey key = JoseKey.generate(algorithm);
        String kid = key.jwk().kid();
        String token = Jws.sign(
                        JwsHeader.of(algorithm, kid, "JWT"),
                        "{\"sub\":\"gateway\"}".getBytes(StandardCharsets.UTF_8),
                        key)
                .compact();

        Result verified = Judges.node()
                .run(
                        VERIFY,
                        Map.of(
                                "JWKS",
                                new String(JwkSet.of(List.of(key.jwk())).encoded(), StandardCharsets.UTF_8),
                                "TOKEN",
                                token));

        assertThat(verified.text()).as(verified.toString()).isEqualTo("gateway " + kid + " " + kid + "\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void weVerifyTheTokenThatJoseMade(Algorithm algorithm) {
        Result signed =
                Judges.node().run(SIGN, Map.of("ALG", algorithm.joseName().orElseThrow()));
        assertThat(signed.ok()).as(signed.toString()).isTrue();
        String[] lines = signed.text().split("\n");

        JwkSet keys = JwkSet.parse("jwks", lines[0].getBytes(StandardCharsets.UTF_8));
        Jws token = Jws.parse("token", lines[1]);

        assertThat(token.verify(keys, JoseKey::verify)).isEqualTo(JwsVerification.VALID);
        assertThat(keys.keys().get(0).thumbprint()).isEqualTo(keys.keys().get(0).kid());
        assertThat(token.claims("token").path("sub").textValue()).isEqualTo("node");
    }
}
