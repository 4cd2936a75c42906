package io.qkms.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgesTest {

    @Test
    void openSslKnowsMlDsa() {
        Result key = Judges.openSsl().run("genpkey", "-algorithm", "ML-DSA-65");
        assertThat(key.ok()).as(key.toString()).isTrue();

        Result text = Judges.openSsl().run(List.of("pkey", "-noout", "-text"), key.stdout());
        assertThat(text.text()).contains("ML-DSA-65 Private-Key");
    }

    @Test
    void openSslSaysWhatItRefuses() {
        Result refused =
                Judges.openSsl().run(List.of("x509", "-noout"), "no certificate".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.stderr()).contains("Could not");
    }

    @Test
    void nodeVerifiesWithJose() {
        String script = """
                import * as jose from 'jose';
                import { readFileSync } from 'node:fs';
                const secret = new TextEncoder().encode(process.env.SECRET);
                const token = await new jose.SignJWT({ text: readFileSync(0, 'utf8') })
                    .setProtectedHeader({ alg: 'HS256' }).sign(secret);
                console.log((await jose.jwtVerify(token, secret)).payload.text);
                """;

        Result verified = Judges.node()
                .run(script, Map.of("SECRET", "0123456789abcdef"), "seen".getBytes(StandardCharsets.UTF_8));

        assertThat(verified.text()).as(verified.toString()).isEqualTo("seen\n");
    }

    @Test
    void nodeSaysWhatItRefuses() {
        Result refused = Judges.node().run("import * as jose from 'jose'; jose.decodeJwt('no token');", Map.of());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.stderr()).contains("Invalid JWT");
    }

    @Test
    void aJudgeThatDoesNotEndIsKilled() {
        Command endless = new Command(List.of(Judges.openSsl().executable().toString()), null, Duration.ofMillis(200));

        assertThatThrownBy(() -> endless.run(List.of("speed", "-seconds", "30", "sha256"), Map.of(), new byte[0]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not end within PT0.2S");
    }
}
