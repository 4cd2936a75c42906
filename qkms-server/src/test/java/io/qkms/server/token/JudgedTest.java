package io.qkms.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.key.KeyFixture;
import io.qkms.server.key.KeyHttp;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others make of our tokens, key sets and certification requests. */
class JudgedTest {
    private static final List<String> ALGORITHMS =
            List.of("ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "EC-P256", "EC-P384", "ED25519", "RSA-3072");

    @TempDir
    private Path directory;

    private TokenBed bed;

    @BeforeEach
    void start() {
        bed = TokenBed.of(KeyFixture.in(directory));
    }

    @AfterEach
    void close() {
        bed.close();
        bed.keys.database.close();
    }

    @Test
    void joseVerifiesTokensOfEveryAlgorithmByTheKeySetAlone() {
        ArrayNode cases = new ObjectMapper().createArrayNode();
        for (String algorithm : ALGORITHMS) {
            String realm = "judged-" + algorithm;
            bed.http.create("JWT_SIGNING", algorithm, ",'realm':'" + realm + "'");
            String before = sign(realm);
            String id = bed.http
                    .get(200, "/v1/keys?realm=" + realm)
                    .path("items")
                    .path(0)
                    .path("id")
                    .textValue();
            bed.http.post(200, "/v1/keys/" + id + ":rotate", "{}");
            ObjectNode judged = cases.addObject();
            judged.put("issuer", TokenBed.API + "/realms/" + realm);
            judged.putArray("tokens").add(before).add(sign(realm));
            judged.set("keys", KeyHttp.json(bed.http.send(bed.http.request("/v1/jwks/" + realm))));
        }

        Result verdict = Judges.node()
                .run(
                        """
                import * as jose from 'jose';
                import { readFileSync } from 'node:fs';
                for (const judged of JSON.parse(readFileSync(0, 'utf8'))) {
                  const keys = jose.createLocalJWKSet(judged.keys);
                  for (const jwk of judged.keys.keys) {
                    if (await jose.calculateJwkThumbprint(jwk) !== jwk.kid) throw new Error('kid of ' + jwk.alg);
                  }
                  for (const token of judged.tokens) {
                    const { payload, protectedHeader } = await jose.jwtVerify(token, keys, {
                      issuer: judged.issuer, subject: 'alice', typ: 'JWT',
                      currentDate: new Date(process.env.NOW), requiredClaims: ['jti', 'iat', 'exp'],
                    });
                    console.log(protectedHeader.alg, payload.sub);
                  }
                }
                """,
                        Map.of("NOW", bed.keys.now.toString()),
                        cases.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(verdict.ok()).as(verdict.toString()).isTrue();
        assertThat(verdict.text().lines()).hasSize(2 * ALGORITHMS.size());
    }

    @Test
    void openSslVerifiesCertificationRequestsOfEveryAlgorithm() {
        for (String algorithm : ALGORITHMS) {
            JsonNode key = bed.http.create("TLS_SERVER", algorithm, "");
            String pem = bed.http
                    .post(
                            200,
                            "/v1/keys/" + key.path("id").textValue() + ":csr",
                            "{'subject':'CN=gateway.q','subject_alt_names':['gateway.q','10.0.0.5']}")
                    .path("csr")
                    .textValue();

            Result verdict = Judges.openSsl()
                    .run(List.of("req", "-verify", "-noout", "-text"), pem.getBytes(StandardCharsets.US_ASCII));

            assertThat(verdict.ok()).as("%s: %s", algorithm, verdict).isTrue();
            assertThat(verdict.text()).contains("DNS:gateway.q, IP Address:10.0.0.5");
        }
    }

    private String sign(String realm) {
        return bed.http
                .post(200, "/v1/tokens/sign", "{'realm':'" + realm + "','claims':{'sub':'alice'}}")
                .path("token")
                .textValue();
    }
}
