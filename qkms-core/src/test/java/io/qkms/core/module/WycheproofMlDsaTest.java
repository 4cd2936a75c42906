package io.qkms.core.module;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qkms.core.algorithm.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** C2SP Wycheproof, {@code testvectors_v1}: see {@code vectors/README.md}. */
class WycheproofMlDsaTest {
    private static final HexFormat HEX = HexFormat.of();

    @TestFactory
    Stream<DynamicTest> verifiesMlDsa44AsExpected() throws IOException {
        return verification(Algorithm.ML_DSA_44, "mldsa_44_verify_test.json", 180);
    }

    @TestFactory
    Stream<DynamicTest> verifiesMlDsa65AsExpected() throws IOException {
        return verification(Algorithm.ML_DSA_65, "mldsa_65_verify_test.json", 210);
    }

    @TestFactory
    Stream<DynamicTest> signsWithASeedExactlyAsExpected() throws IOException {
        JsonNode file = read("mldsa_65_sign_seed_test.json");
        assertThat(file.get("numberOfTests").asInt()).isEqualTo(105);
        return groups(file)
                .flatMap(group -> tests(group)
                        // Signing of an external mu and with a context are not operations of a module.
                        .filter(test -> test.hasNonNull("msg") && context(test).isEmpty())
                        .map(test -> DynamicTest.dynamicTest(name(test), () -> signs(group, test))));
    }

    private static Stream<DynamicTest> verification(Algorithm algorithm, String file, int expected) throws IOException {
        JsonNode vectors = read(file);
        assertThat(vectors.get("numberOfTests").asInt()).isEqualTo(expected);
        BouncyCastleModule module = new BouncyCastleModule(new SecureRandom());
        return groups(vectors)
                .flatMap(group -> tests(group)
                        .map(test ->
                                DynamicTest.dynamicTest(name(test), () -> verifies(module, algorithm, group, test))));
    }

    private static void verifies(BouncyCastleModule module, Algorithm algorithm, JsonNode group, JsonNode test) {
        // A module verifies with the empty context (RFC 9881 §3), under which a signature made with another is wrong.
        boolean valid =
                "valid".equals(test.get("result").asText()) && context(test).isEmpty();
        boolean verified;
        try {
            verified = module.verify(algorithm, hex(group, "publicKeyDer"), hex(test, "msg"), hex(test, "sig"));
        } catch (IllegalArgumentException e) {
            verified = false;
        }
        assertThat(verified).isEqualTo(valid);
    }

    private static void signs(JsonNode group, JsonNode test) throws IOException {
        byte[] randomness = test.hasNonNull("rnd") ? hex(test, "rnd") : new byte[32];
        BouncyCastleModule module = new BouncyCastleModule(new FixedRandom(randomness));
        byte[] signature;
        try (PrivateKeyBytes key = PrivateKeyBytes.ofPkcs8(pkcs8(group), PrivateKeyAccess.requested())) {
            signature = module.load(Algorithm.ML_DSA_65, key).sign(hex(test, "msg"));
        } catch (IllegalArgumentException e) {
            assertThat(test.get("result").asText()).isEqualTo("invalid");
            return;
        }
        assertThat(test.get("result").asText()).isEqualTo("valid");
        assertThat(signature).isEqualTo(hex(test, "sig"));
    }

    /** RFC 9881 §6, the seed form, around a seed of any length: a few groups hold wrong ones. */
    private static byte[] pkcs8(JsonNode group) throws IOException {
        byte[] seed = hex(group, "privateSeed");
        byte[] encoded = new PrivateKeyInfo(
                        new AlgorithmIdentifier(new ASN1ObjectIdentifier(Algorithm.ML_DSA_65.oid())),
                        new DERTaggedObject(false, 0, new DEROctetString(seed)))
                .getEncoded();
        if (!group.path("privateKeyPkcs8").asText("").isEmpty()) {
            assertThat(encoded).isEqualTo(hex(group, "privateKeyPkcs8"));
        }
        return encoded;
    }

    private static JsonNode read(String file) throws IOException {
        try (InputStream in = WycheproofMlDsaTest.class.getResourceAsStream("/vectors/wycheproof/" + file)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Stream<JsonNode> groups(JsonNode file) {
        return StreamSupport.stream(file.get("testGroups").spliterator(), false);
    }

    private static Stream<JsonNode> tests(JsonNode group) {
        return StreamSupport.stream(group.get("tests").spliterator(), false);
    }

    private static String name(JsonNode test) {
        return "tc" + test.get("tcId").asInt() + " " + test.get("comment").asText();
    }

    private static String context(JsonNode test) {
        return test.path("ctx").asText("");
    }

    private static byte[] hex(JsonNode node, String field) {
        return HEX.parseHex(node.get(field).asText());
    }
}
