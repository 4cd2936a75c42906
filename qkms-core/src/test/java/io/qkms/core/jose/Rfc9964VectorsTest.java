package io.qkms.core.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of RFC 9964's appendix. */
class Rfc9964VectorsTest {

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void readsTheKey(Algorithm algorithm) throws IOException {
        Jwk key = publicKey(algorithm);

        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(SubjectPublicKeyInfo.getInstance(key.publicKey())
                        .getPublicKeyData()
                        .getOctets())
                .isEqualTo(HexFormat.of()
                        .parseHex(vector(algorithm).path("raw_public_key").textValue()));
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void computesTheThumbprintThatTheExampleHasAsKid(Algorithm algorithm) throws IOException {
        assertThat(publicKey(algorithm).thumbprint())
                .isEqualTo(vector(algorithm).path("jwk").path("kid").textValue());
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void verifiesTheSignature(Algorithm algorithm) throws IOException {
        Jws jws = Jws.parse("jws", vector(algorithm).path("jws").textValue());

        assertThat(jws.verify(publicKey(algorithm), JoseKey::verify)).isEqualTo(JwsVerification.VALID);
        assertThat(jws.payload()).asString().startsWith("It’s a dangerous business, Frodo");
    }

    private static Jwk publicKey(Algorithm algorithm) throws IOException {
        ObjectNode jwk = vector(algorithm).path("jwk").deepCopy();
        jwk.remove("priv");
        return Jwk.parse("jwk", jwk);
    }

    private static JsonNode vector(Algorithm algorithm) throws IOException {
        String file = "/vectors/rfc9964/" + algorithm.name() + ".jose.json";
        try (InputStream in = Rfc9964VectorsTest.class.getResourceAsStream(file)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
