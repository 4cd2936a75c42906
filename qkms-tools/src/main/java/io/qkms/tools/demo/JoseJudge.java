package io.qkms.tools.demo;

import io.qkms.testsupport.NodeJose;
import io.qkms.testsupport.Result;
import java.net.URI;
import java.util.Map;

/** {@code jose} on Node: another language, another implementation of ML-DSA. */
final class JoseJudge implements TokenJudge {
    private static final String CHECK = """
            import * as jose from 'jose';
            const keys = jose.createRemoteJWKSet(new URL(process.env.JWKS));
            const { protectedHeader } = await jose.jwtVerify(process.env.TOKEN, keys, { issuer: process.env.ISSUER });
            console.log('valid', protectedHeader.kid);
            """;

    private final NodeJose node;

    JoseJudge(NodeJose node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "jose, Node "
                + node.run("console.log(process.versions.node)", Map.of())
                        .text()
                        .strip();
    }

    @Override
    public void check(String token, URI jwks, String issuer) {
        Result result = node.run(CHECK, Map.of("JWKS", jwks.toString(), "TOKEN", token, "ISSUER", issuer));
        if (!result.ok() || !result.text().startsWith("valid")) {
            throw new Disagreement("jose refuses the token: " + result);
        }
    }
}
