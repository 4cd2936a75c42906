package io.qkms.tools.demo;

import io.qkms.testsupport.OpenSsl;
import io.qkms.testsupport.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** OpenSSL 3.5 or later. */
final class OpenSslJudge implements CertificateJudge {
    private final OpenSsl openSsl;
    private final Path folder;

    /**
     * @param folder where it may put files
     */
    OpenSslJudge(OpenSsl openSsl, Path folder) {
        this.openSsl = openSsl;
        this.folder = folder;
    }

    @Override
    public String name() {
        String[] words = openSsl.run("version").text().split(" ");
        return words[0] + " " + words[1];
    }

    @Override
    public void checkRequest(String csr) {
        expect(run("req", "-verify", "-noout", "-in", file("request.pem", csr)), "verify OK");
    }

    @Override
    public void checkServerCertificate(Chain chain, String host) {
        expect(
                run(
                        "verify",
                        "-purpose",
                        "sslserver",
                        "-verify_hostname",
                        host,
                        "-CAfile",
                        file("root.pem", chain.root()),
                        "-untrusted",
                        file("issuer.pem", chain.issuer()),
                        file("leaf.pem", chain.leaf())),
                "leaf.pem: OK");
    }

    @Override
    public Status askOcsp(Chain chain, URI responder) {
        String issuer = file("issuer.pem", chain.issuer());
        Result result = run(
                "ocsp",
                "-url",
                responder.toString(),
                // The rest of the demo talks to the server without a proxy, too.
                "-no_proxy",
                responder.getHost(),
                "-issuer",
                issuer,
                "-sha256",
                "-cert",
                file("leaf.pem", chain.leaf()),
                "-verify_other",
                issuer,
                "-CAfile",
                file("root.pem", chain.root()));
        expect(result, "Response verify OK");
        if (result.text().contains("leaf.pem: good")) {
            return Status.GOOD;
        }
        expect(result, "leaf.pem: revoked");
        return Status.REVOKED;
    }

    @Override
    public void checkRevocationList(Chain chain, byte[] crl) {
        expect(
                run(
                        "crl",
                        "-inform",
                        "DER",
                        "-in",
                        file("list.der", crl),
                        "-CAfile",
                        file("issuer.pem", chain.issuer()),
                        "-out",
                        folder.resolve("list.pem").toString()),
                "verify OK");
    }

    @Override
    public void checkRefusedByRevocationList(Chain chain, byte[] crl) {
        checkRevocationList(chain, crl);
        Result result = run(
                "verify",
                "-crl_check",
                "-CRLfile",
                folder.resolve("list.pem").toString(),
                "-CAfile",
                file("root.pem", chain.root()),
                "-untrusted",
                file("issuer.pem", chain.issuer()),
                file("leaf.pem", chain.leaf()));
        if (result.ok()) {
            throw new Disagreement("openssl verify -crl_check accepts the certificate: " + result);
        }
        expect(result, "certificate revoked");
    }

    private Result run(String... arguments) {
        return openSsl.run(arguments);
    }

    private static void expect(Result result, String words) {
        if (!(result.text() + result.stderr()).contains(words)) {
            throw new Disagreement("OpenSSL does not say \"" + words + "\": " + result);
        }
    }

    private String file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private String file(String name, byte[] octets) {
        try {
            return Files.write(folder.resolve(name), octets).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
