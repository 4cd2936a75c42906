package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JwsFuzzTest {
    private static final JoseKey KEY = JoseKey.generate(Algorithm.EC_P256);
    private static final JwkSet TRUSTED = JwkSet.of(List.of(KEY.jwk()));
    private static final String HEADER =
            "{\"alg\":\"ES256\",\"kid\":\"" + KEY.jwk().kid() + "\",\"typ\":\"JWT\"}";
    private static final String PAYLOAD = "{\"iss\":\"https://q/realms/edge\",\"exp\":1900000000,\"n\":[1.5e3]}";
    private static final int MUTATIONS = 20_000;

    @Test
    void noMutatedTokenIsBelieved() {
        byte[] token = Jws.sign(
                        JwsHeader.of(Algorithm.EC_P256, KEY.jwk().kid(), "JWT"),
                        PAYLOAD.getBytes(StandardCharsets.UTF_8),
                        KEY)
                .compact()
                .getBytes(StandardCharsets.US_ASCII);

        Mutator.seeded()
                .mutations(token, MUTATIONS)
                .forEach(mutation -> assertThat(believed(text(mutation)))
                        .as(mutation.toString())
                        .isFalse());
    }

    @Test
    void everyMutatedHeaderIsReadOrRefused() {
        Mutator.seeded()
                .mutations(HEADER.getBytes(StandardCharsets.UTF_8), MUTATIONS)
                .forEach(mutation -> assertThat(believed(Base64Url.encode(mutation.bytes()) + "."
                                + Base64Url.encodeUtf8(PAYLOAD) + "." + Base64Url.encode(new byte[64])))
                        .as(mutation.toString())
                        .isFalse());
    }

    @Test
    void everyMutatedSigningInputIsReadOrRefused() {
        byte[] input = (Base64Url.encodeUtf8(HEADER) + "." + Base64Url.encodeUtf8(PAYLOAD))
                .getBytes(StandardCharsets.US_ASCII);

        Mutator.seeded().mutations(input, MUTATIONS).forEach(mutation -> {
            try {
                JwsSigningInput read = JwsSigningInput.parse("signing_input", text(mutation));
                assertThat(read).as(mutation.toString()).hasToString(text(mutation));
                read.claims("signing_input");
            } catch (QkmsException e) {
                assertThat(e.code()).as(mutation.toString()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            }
        });
    }

    @Test
    void everyMutatedKeySetIsReadOrRefused() {
        byte[] set = TRUSTED.encoded();

        Mutator.seeded().mutations(set, MUTATIONS).forEach(mutation -> {
            try {
                JwkSet.parse("jwks", mutation.bytes());
            } catch (QkmsException e) {
                assertThat(e.code()).as(mutation.toString()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            }
        });
    }

    private static boolean believed(String token) {
        try {
            return Jws.parse("token", token).verify(TRUSTED, JoseKey::verify).isValid();
        } catch (QkmsException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            return false;
        }
    }

    private static String text(Mutation mutation) {
        return new String(mutation.bytes(), StandardCharsets.ISO_8859_1);
    }
}
