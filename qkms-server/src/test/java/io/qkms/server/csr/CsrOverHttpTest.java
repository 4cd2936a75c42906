package io.qkms.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.slot.Signer;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Pem;
import io.qkms.core.x509.SlotContentSigner;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.certificate.Certification;
import io.qkms.server.http.FeatureFixture;
import io.qkms.server.store.OnEachDatabase;
import io.qkms.server.store.TestDatabase;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller gets for a CSR that is wrong: the contract's code, every reason, words in the caller's language. */
@OnEachDatabase
class CsrOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MUTATIONS = 150;

    private final Certification certification;
    private final FeatureFixture http;

    CsrOverHttpTest(TestDatabase testDatabase) {
        certification = new Certification(testDatabase);
        http = new FeatureFixture(Certification.CALLER, new CsrRoutes(certification.requests));
    }

    @AfterEach
    void close() {
        http.close();
        certification.close();
    }

    @Test
    void takesACsrThatIsRight() throws Exception {
        JsonNode csr = submit(201, body(certification.csr(Algorithm.ML_DSA_65, "CN=gateway.q", "gateway.q")));
        assertThat(csr.path("status").textValue()).isEqualTo("APPROVED");
        assertThat(csr.path("subject_alt_names")).hasSize(1);
    }

    @Test
    void givesFourDetailsForFourViolatedRules() throws Exception {
        ObjectNode body = body(certification.csr(Algorithm.EC_P384, "CN=someone", "gateway.q"));
        body.putArray("subject_alt_names").add("evil.example");
        body.put("validity", "P400D");

        JsonNode error = submit(400, body);

        assertThat(error.path("code").intValue()).isEqualTo(40001);
        assertThat(error.path("details"))
                .extracting(
                        detail -> detail.path("field").textValue(),
                        detail -> detail.path("rule").textValue(),
                        detail -> detail.path("value").textValue())
                .containsExactlyInAnyOrder(
                        tuple("algorithm", "algorithm", "EC-P384"),
                        tuple("subject", "subject.common_name", "someone"),
                        tuple("subject_alt_names[0]", "san.dns", "evil.example"),
                        tuple("validity", "validity.maximum", "P400D"));
        assertThat(error.path("details"))
                .allSatisfy(detail -> assertThat(detail.path("allowed")).isNotEmpty());
    }

    @Test
    void refusesToMakeACaOrToGivePurposesBeyondTheProfile() throws Exception {
        ExtensionsGenerator asked = new ExtensionsGenerator();
        asked.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        asked.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
        asked.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
        asked.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "gateway.q")));

        assertRefused(
                40001,
                List.of("key_usage", "extended_key_usage", "basic_constraints"),
                body(pem(asking(certification.freshKey(Algorithm.ML_DSA_65), asked))));
    }

    @Test
    void refusesAnUnknownProfile() throws Exception {
        ObjectNode body = body(certification.csr(Algorithm.ML_DSA_65, "CN=gateway.q", "gateway.q"));
        body.put("profile", "apisix-egde");
        JsonNode error = assertRefused(40001, List.of("profile.unknown"), body);
        assertThat(error.at("/details/0/allowed"))
                .extracting(JsonNode::textValue)
                .contains("apisix-edge");
    }

    @Test
    void refusesASignatureOfAnotherKey() throws Exception {
        byte[] damaged = plain(certification.freshKey(Algorithm.ML_DSA_65));
        damaged[damaged.length - 1] ^= 1;
        assertRefused(40005, List.of("csr.signature"), body(pem(damaged)));
    }

    @Test
    void refusesWhatDoesNotParseAndSaysWhere() throws Exception {
        byte[] der = plain(certification.freshKey(Algorithm.EC_P256));
        assertRefused(40000, List.of("pem"), body("not a CSR"));
        assertRefused(40000, List.of("pem.label"), body(Pem.encode("CERTIFICATE", der)));
        assertRefused(40000, List.of("pem.trailing"), body(pem(der) + pem(der)));
        JsonNode trailing = assertRefused(40000, List.of("csr"), body(pem(Arrays.copyOf(der, der.length + 1))));
        assertThat(trailing.at("/details/0/field").textValue()).isEqualTo("csr");
        assertThat(trailing.at("/details/0/value").textValue()).startsWith("octet " + der.length);
        ObjectNode badName = body(pem(der));
        badName.putArray("subject_alt_names").add("gateway.q").add("g*.gateway.q");
        assertThat(assertRefused(40000, List.of("san.dns.syntax"), badName)
                        .at("/details/0/field")
                        .textValue())
                .isEqualTo("subject_alt_names[1]");
    }

    @Test
    void refusesNamesOfTypesThatItDoesNotCertify() throws Exception {
        ExtensionsGenerator asked = new ExtensionsGenerator();
        asked.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(new X500Name("CN=a"))));
        assertRefused(40000, List.of("san.type"), body(pem(asking(certification.freshKey(Algorithm.EC_P256), asked))));
    }

    @Test
    void refusesKeysOfAlgorithmsThatItDoesNotDo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair small = generator.generateKeyPair();
        byte[] csr = new PKCS10CertificationRequestBuilder(
                        new X500Name("CN=gateway.q"),
                        SubjectPublicKeyInfo.getInstance(small.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(small.getPrivate()))
                .getEncoded();
        assertRefused(40002, List.of("public_key.rsa_size"), body(pem(csr)));
    }

    @Test
    void speaksTheCallersLanguage() throws Exception {
        HttpResponse<byte[]> answer = http.send(http.request("/v1/csr")
                .header("Accept-Language", "ko")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body("not a CSR")))));
        assertThat(JSON.readTree(answer.body()).path("message").textValue()).contains("PEM 블록");
    }

    @Test
    void answersNoMutatedCsrOrBodyWithAServerError() throws Exception {
        byte[] der = plain(certification.freshKey(Algorithm.EC_P256));
        byte[] json = JSON.writeValueAsBytes(body(pem(der)));
        List<Mutation> mutations = new ArrayList<>();
        for (Mutation mutation : Mutator.seeded().mutations(der, MUTATIONS).toList()) {
            assertAnsweredWell(mutation, JSON.writeValueAsBytes(body(pem(mutation.bytes()))));
            mutations.add(mutation);
        }
        for (Mutation mutation : Mutator.seeded().mutations(json, MUTATIONS).toList()) {
            assertAnsweredWell(mutation, mutation.bytes());
            mutations.add(mutation);
        }
        assertThat(mutations).hasSize(2 * MUTATIONS);
    }

    private void assertAnsweredWell(Mutation mutation, byte[] body) {
        assertThat(http.post("/v1/csr", body).statusCode())
                .as(mutation.toString())
                .isLessThan(500);
    }

    private JsonNode assertRefused(int code, List<String> rules, ObjectNode body) throws Exception {
        JsonNode error = submit(code / 100, body);
        assertThat(error.path("code").intValue()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("details"))
                .as(error.toString())
                .extracting(detail -> detail.path("rule").textValue())
                .containsExactlyInAnyOrderElementsOf(rules);
        return error;
    }

    private JsonNode submit(int status, ObjectNode body) throws Exception {
        HttpResponse<byte[]> answer = http.post("/v1/csr", JSON.writeValueAsBytes(body));
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static ObjectNode body(String pem) {
        return JSON.createObjectNode().put("csr", pem).put("profile", "apisix-edge");
    }

    private static String pem(byte[] der) {
        return Pem.encode(Pem.CERTIFICATE_REQUEST, der);
    }

    private static byte[] plain(Signer signer) {
        return CertificationRequest.create(
                signer,
                DistinguishedName.parse("subject", "CN=gateway.q"),
                List.of(SubjectAlternativeName.parse("name", "gateway.q")));
    }

    private static byte[] asking(Signer signer, ExtensionsGenerator asked) throws IOException {
        return new PKCS10CertificationRequestBuilder(
                        new X500Name("CN=gateway.q"), SubjectPublicKeyInfo.getInstance(signer.publicKey()))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, asked.generate())
                .build(new SlotContentSigner(signer))
                .getEncoded();
    }
}
