package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenSSL verifies what we make, and we read what it makes. */
class OpenSslJudgeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void opensslVerifiesAChainForATlsServer(Algorithm algorithm) throws IOException {
        TestChain chain = TestChain.of(algorithm);
        for (String name : List.of("gateway.q", "api.gateway.q")) {
            Result verified = verify(chain, chain.leaf().pem(), "-verify_hostname", name);
            assertThat(verified.ok()).as(verified.toString()).isTrue();
        }
        Result verifiedIp = verify(chain, chain.leaf().pem(), "-verify_ip", "2001:db8::1");
        assertThat(verifiedIp.ok()).as(verifiedIp.toString()).isTrue();
    }

    @Test
    void opensslRefusesTheChainForAnotherHostAndAnotherPurpose() throws IOException {
        TestChain chain = TestChain.of(Algorithm.ML_DSA_65);
        assertThat(verify(chain, chain.leaf().pem(), "-verify_hostname", "evil.q")
                        .ok())
                .isFalse();
        assertThat(verify(chain, chain.leaf().pem(), "-purpose", "sslclient").ok())
                .isFalse();
    }

    @Test
    void opensslHoldsLeavesToOurNameConstraints() throws IOException {
        TestChain chain = TestChain.of(
                Algorithm.EC_P256,
                new NameConstraints(
                        List.of(
                                new NameConstraints.Subtree(SubjectAlternativeName.Type.DNS, "gateway.q"),
                                new NameConstraints.Subtree(SubjectAlternativeName.Type.IP, "10.0.0.0/8"),
                                new NameConstraints.Subtree(SubjectAlternativeName.Type.IP, "2001:db8::/32")),
                        List.of()));
        Result verified = verify(chain, chain.leaf().pem());
        assertThat(verified.ok()).as(verified.toString()).isTrue();
    }

    @Test
    void opensslShowsTheExtensionsOfALeaf() throws IOException {
        Path leaf = write("leaf.pem", TestChain.of(Algorithm.ML_DSA_65).leaf().pem());
        String text = Judges.openSsl()
                .run("x509", "-in", leaf.toString(), "-noout", "-text", "-nameopt", "RFC2253,utf8,-esc_msb")
                .text();
        assertThat(text)
                .contains("Signature Algorithm: ML-DSA-65")
                .contains("X509v3 Basic Constraints: critical\n                CA:FALSE")
                .contains("X509v3 Key Usage: critical\n                Digital Signature\n")
                .contains("TLS Web Server Authentication")
                .contains("DNS:gateway.q, DNS:*.gateway.q, IP Address:10.1.2.3, IP Address:2001:DB8:0:0:0:0:0:1")
                .contains("CA Issuers - URI:http://pki.q/v1/ca/ca_1/certificate")
                .contains("OCSP - URI:http://pki.q/v1/ocsp")
                .contains("X509v3 Freshest CRL")
                .contains("CN=엣지 중간 인증기관,O=Q,C=KR");
    }

    @ParameterizedTest
    @CsvSource({
        "ML-DSA-44, , , ML_DSA_44",
        "ML-DSA-65, , , ML_DSA_65",
        "ML-DSA-87, , , ML_DSA_87",
        "ED25519, , , ED25519",
        "EC, ec_paramgen_curve:P-256, , EC_P256",
        "EC, ec_paramgen_curve:P-256, sha512, EC_P256",
        "EC, ec_paramgen_curve:P-384, , EC_P384",
        "EC, ec_paramgen_curve:P-384, sha384, EC_P384",
        "RSA, rsa_keygen_bits:3072, , RSA_3072",
        "RSA, rsa_keygen_bits:3072, sha384, RSA_3072",
        "RSA, rsa_keygen_bits:4096, sha512, RSA_4096",
    })
    void readsARequestThatOpensslMade(
            String opensslName, @Nullable String option, @Nullable String hash, Algorithm algorithm)
            throws IOException {
        Path pem = folder.resolve("csr.pem");
        List<String> arguments = new ArrayList<>(List.of("req", "-new", "-newkey", opensslName));
        if (option != null) {
            arguments.addAll(List.of("-pkeyopt", option));
        }
        if (hash != null) {
            arguments.add("-" + hash);
        }
        arguments.addAll(List.of(
                "-nodes",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-utf8",
                "-subj",
                "/C=KR/O=큐/CN=gateway.q",
                "-addext",
                "subjectAltName=DNS:gateway.q,DNS:*.gateway.q,IP:10.0.0.1,IP:2001:db8::1,URI:spiffe://q/edge,email:ops@gateway.q",
                "-addext",
                "keyUsage=critical,digitalSignature",
                "-addext",
                "extendedKeyUsage=serverAuth",
                "-out",
                pem.toString()));
        Result made = Judges.openSsl().run(arguments, new byte[0]);
        assertThat(made.ok()).as(made.toString()).isTrue();

        CertificationRequest request = CertificationRequest.parse("csr", Files.readString(pem));

        request.verifyProofOfPossession(TestKeys.MODULES);
        assertThat(request.algorithm()).isEqualTo(algorithm);
        assertThat(request.subject()).isEqualTo(TestChain.name("CN=gateway.q,O=큐,C=KR"));
        assertThat(request.subjectAlternativeNames())
                .isEqualTo(TestChain.names(
                        "gateway.q", "*.gateway.q", "10.0.0.1", "2001:db8::1", "spiffe://q/edge", "ops@gateway.q"));
        assertThat(request.keyUsage()).contains(Set.of(KeyUsageBit.DIGITAL_SIGNATURE));
        assertThat(request.extendedKeyUsage()).contains(List.of(ExtendedKeyUsage.SERVER_AUTH));
    }

    @ParameterizedTest
    @CsvSource({"EC, ec_paramgen_curve:P-384, sha256", "RSA, rsa_keygen_bits:3072, sha384"})
    void refusesADamagedSignatureWithAnotherHash(String opensslName, String option, String hash) throws IOException {
        Path der = folder.resolve("csr.der");
        Result made = Judges.openSsl()
                .run(
                        "req",
                        "-new",
                        "-newkey",
                        opensslName,
                        "-pkeyopt",
                        option,
                        "-" + hash,
                        "-nodes",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-subj",
                        "/CN=gateway.q",
                        "-outform",
                        "DER",
                        "-out",
                        der.toString());
        assertThat(made.ok()).as(made.toString()).isTrue();
        byte[] damaged = Files.readAllBytes(der);
        damaged[damaged.length - 1] ^= 1;
        CertificationRequest request = CertificationRequest.ofDer("csr", damaged);
        assertRefused(
                ErrorCode.CSR_SIGNATURE_INVALID,
                "csr.signature",
                () -> request.verifyProofOfPossession(TestKeys.MODULES));
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void opensslVerifiesARequestThatWeMade(Algorithm algorithm) throws IOException {
        byte[] der = CertificationRequest.create(
                TestKeys.key(algorithm, "csr"), TestChain.name("CN=gateway.q,O=큐"), TestChain.NAMES);
        Path pem = write("csr.pem", Pem.encode(Pem.CERTIFICATE_REQUEST, der));
        Result verified = Judges.openSsl().run("req", "-in", pem.toString(), "-verify", "-noout");
        assertThat(verified.ok()).as(verified.toString()).isTrue();
    }

    private Result verify(TestChain chain, String leafPem, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "-x509_strict",
                "-CAfile",
                write("root.pem", chain.root().pem()).toString(),
                "-untrusted",
                write("intermediate.pem", chain.intermediate().pem()).toString(),
                "-attime",
                Long.toString(TestChain.NOW.getEpochSecond())));
        if (!List.of(options).contains("-purpose")) {
            arguments.addAll(List.of("-purpose", "sslserver"));
        }
        arguments.addAll(List.of(options));
        arguments.add(write("leaf.pem", leafPem).toString());
        return Judges.openSsl().run(arguments, new byte[0]);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
