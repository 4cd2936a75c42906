package io.qkms.tools.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.testsupport.Judges;
import io.qkms.tools.demo.CertificateJudge.Chain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A judge that agrees with everything is none: both must say no to what is wrong. The certificates are OpenSSL's own. */
class CertificateJudgesTest {
    @TempDir
    static Path folder;

    private static Chain chain;
    private static String otherRoot;
    private static byte[] emptyList;
    private static byte[] listWithTheLeaf;

    static List<CertificateJudge> judges() throws IOException {
        return List.of(
                new OpenSslJudge(Judges.openSsl(), Files.createTempDirectory(folder, "judge")), new PlatformJudge());
    }

    @BeforeAll
    static void makeAChain() throws IOException {
        String root = selfSigned("root", "CN=Root");
        otherRoot = selfSigned("other", "CN=Root");
        String issuer =
                issued("issuer", "root", "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign");
        String leaf = issued("leaf", "issuer", "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:gateway.q");
        chain = new Chain(leaf, issuer, root);
        Files.writeString(folder.resolve("ca.cnf"), """
                [ca]
                default_ca=c
                [c]
                database=%s
                default_md=default
                default_crl_days=1
                """.formatted(folder.resolve("index.txt")));
        Files.writeString(folder.resolve("index.txt"), "");
        emptyList = list("empty");
        openSsl(
                "ca",
                "-config",
                path("ca.cnf"),
                "-cert",
                path("issuer.pem"),
                "-keyfile",
                path("issuer.key"),
                "-revoke",
                path("leaf.pem"));
        listWithTheLeaf = list("full");
    }

    @ParameterizedTest
    @MethodSource("judges")
    void agreesWithWhatIsRight(CertificateJudge judge) {
        assertThatCode(() -> {
                    judge.checkRequest(read("leaf.csr"));
                    judge.checkServerCertificate(chain, "gateway.q");
                    judge.checkRevocationList(chain, emptyList);
                    judge.checkRefusedByRevocationList(chain, listWithTheLeaf);
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("judges")
    void refusesARequestThatWasChanged(CertificateJudge judge) {
        String body = read("leaf.csr");
        int middle = body.length() * 3 / 4;
        char other = body.charAt(middle) == 'A' ? 'B' : 'A';

        refuses(() -> judge.checkRequest(body.substring(0, middle) + other + body.substring(middle + 1)));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void refusesAnotherRootAnotherHostAndAnotherPurpose(CertificateJudge judge) {
        refuses(() -> judge.checkServerCertificate(new Chain(chain.leaf(), chain.issuer(), otherRoot), "gateway.q"));
        refuses(() -> judge.checkServerCertificate(chain, "other.q"));
        refuses(() -> judge.checkServerCertificate(
                new Chain(
                        issued("client", "issuer", "extendedKeyUsage=clientAuth\nsubjectAltName=DNS:gateway.q"),
                        chain.issuer(),
                        chain.root()),
                "gateway.q"));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void refusesAListThatIsNotTheIssuersOrDoesNotNameTheCertificate(CertificateJudge judge) {
        byte[] changed = listWithTheLeaf.clone();
        changed[changed.length - 1] ^= 1;

        refuses(() -> judge.checkRevocationList(chain, changed));
        refuses(() -> judge.checkRefusedByRevocationList(chain, emptyList));
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(Disagreement.class).isThrownBy(call);
    }

    private static String selfSigned(String name, String subject) {
        openSsl(
                "req",
                "-x509",
                "-newkey",
                "ML-DSA-44",
                "-nodes",
                "-keyout",
                path(name + ".key"),
                "-out",
                path(name + ".pem"),
                "-subj",
                "/" + subject,
                "-days",
                "2",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign");
        return read(name + ".pem");
    }

    private static String issued(String name, String issuer, String extensions) throws IOException {
        openSsl(
                "req",
                "-new",
                "-newkey",
                "ML-DSA-44",
                "-nodes",
                "-keyout",
                path(name + ".key"),
                "-out",
                path(name + ".csr"),
                "-subj",
                "/CN=" + name);
        Files.writeString(
                folder.resolve(name + ".ext"),
                extensions + "\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
        openSsl(
                "x509",
                "-req",
                "-in",
                path(name + ".csr"),
                "-CA",
                path(issuer + ".pem"),
                "-CAkey",
                path(issuer + ".key"),
                "-days",
                "2",
                "-extfile",
                path(name + ".ext"),
                "-out",
                path(name + ".pem"));
        return read(name + ".pem");
    }

    private static byte[] list(String name) throws IOException {
        openSsl(
                "ca",
                "-config",
                path("ca.cnf"),
                "-gencrl",
                "-cert",
                path("issuer.pem"),
                "-keyfile",
                path("issuer.key"),
                "-out",
                path(name + ".crl"));
        openSsl("crl", "-in", path(name + ".crl"), "-outform", "DER", "-out", path(name + ".der"));
        return Files.readAllBytes(folder.resolve(name + ".der"));
    }

    private static void openSsl(String... arguments) {
        var result = Judges.openSsl().run(arguments);
        if (!result.ok()) {
            throw new AssertionError(new ArrayList<>(List.of(arguments)) + ": " + result);
        }
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static String read(String name) {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
