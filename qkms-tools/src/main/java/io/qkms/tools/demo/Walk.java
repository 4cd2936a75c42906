package io.qkms.tools.demo;

import io.qkms.client.ClientCredentials;
import io.qkms.client.Filter;
import io.qkms.client.QkmsClient;
import io.qkms.client.model.Certificate;
import io.qkms.client.model.CertificateStatus;
import io.qkms.client.model.Csr;
import io.qkms.client.model.CsrStatus;
import io.qkms.client.model.IssuedCertificate;
import io.qkms.client.model.Key;
import io.qkms.client.model.NewCsr;
import io.qkms.client.model.NewKey;
import io.qkms.client.model.RevocationReason;
import io.qkms.client.model.SignedToken;
import io.qkms.client.model.TokenRequest;
import io.qkms.client.model.Usage;
import io.qkms.tools.demo.CertificateJudge.Chain;
import io.qkms.tools.demo.CertificateJudge.Status;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way of a certificate and of a token, from the key to the end. Confined to one thread. */
final class Walk {
    private static final String ALGORITHM = "ML-DSA-65";
    private static final String PROFILE = "apisix-edge";
    private static final String ISSUED = "io.qkms.certificate.issued";
    private static final String HOST = "gateway.q";
    private static final List<String> NAMES = List.of(HOST, "10.0.0.5");

    /** What the contract promises, with room for a slow machine. */
    private static final Duration OCSP_FOLLOWS = Duration.ofSeconds(2);

    private static final Duration CRL_FOLLOWS = Duration.ofSeconds(10);

    private final QkmsClient qkms;
    private final ClientCredentials server;
    private final CertificateJudge certificates;
    private final TokenJudge tokens;
    private final Narration narration;

    Walk(ClientCredentials server, CertificateJudge certificates, TokenJudge tokens, Narration narration) {
        this.qkms = QkmsClient.builder(server).build();
        this.server = server;
        this.certificates = certificates;
        this.tokens = tokens;
        this.narration = narration;
    }

    /** From a key to a certificate, and to the certificate's end. */
    void certificate() {
        NewKey wanted = NewKey.of(Usage.TLS_SERVER, ALGORITHM).withTags(Map.of("service", "demo", "env", "dev"));
        Key key = narration.step(
                "key", () -> qkms.keys().create(wanted), made -> List.of(made.id(), made.algorithm(), made.slot()));
        String request = narration.step(
                "request",
                () -> {
                    String pem = qkms.keys().csr(key.id(), "CN=" + HOST, NAMES);
                    certificates.checkRequest(pem);
                    return pem;
                },
                pem -> List.of(HOST, String.join(", ", NAMES), certificates.name()));
        Csr csr = narration.step(
                "submit",
                () -> {
                    Csr submitted = qkms.csrs().submit(NewCsr.ofPem(request, PROFILE));
                    require(submitted.status() == CsrStatus.APPROVED, "the request is " + submitted.status());
                    return submitted;
                },
                submitted -> List.of(submitted.id(), submitted.status(), PROFILE));
        IssuedCertificate issued =
                narration.step("issue", () -> issue(csr), it -> List.of(it.serial(), it.expiresAt(), ISSUED));
        Chain chain = narration.step("verify", () -> verify(issued), it -> List.of(HOST, certificates.name()));
        narration.step("ocsp.good", () -> ocsp(issued, chain, Status.GOOD), it -> List.of(it, certificates.name()));
        narration.step("revoke", () -> revoke(issued.serial()), it -> List.of(it.serial(), it.status()));
        narration.step(
                "ocsp.revoked", () -> ocsp(issued, chain, Status.REVOKED), it -> List.of(it, certificates.name()));
        narration.step("crl", () -> crl(issued, chain), list -> List.of(list.length, certificates.name()));
    }

    /**
     * From a realm's key to a token, and over a rotation.
     *
     * @param realm one that does not exist yet
     */
    void token(String realm) {
        URI jwks = URI.create(server.publicApi() + "/v1/jwks/" + realm);
        Key[] key = new Key[1];
        SignedToken token = narration.step(
                "token",
                () -> {
                    key[0] = qkms.keys().create(NewKey.forRealm(realm, ALGORITHM));
                    return sign(realm);
                },
                signed -> List.of(realm, signed.alg(), signed.token().length()));
        // Where a key names no issuer, the contract makes one of the realm's name.
        String issuer = Objects.requireNonNullElse(key[0].issuer(), server.api() + "/realms/" + realm);
        narration.step("token.verify", () -> check(token, jwks, issuer), it -> List.of(it.kid(), jwks, tokens.name()));
        narration.step(
                "rotate",
                () -> qkms.keys().rotate(key[0].id()),
                it -> List.of(it.versions().size(), it.active().orElseThrow().kid()));
        narration.step("token.old", () -> check(token, jwks, issuer), it -> List.of(it.kid(), jwks, tokens.name()));
        narration.step(
                "token.new",
                () -> {
                    SignedToken again = check(sign(realm), jwks, issuer);
                    require(!again.kid().equals(token.kid()), "the old version still signs");
                    return again;
                },
                it -> List.of(it.kid(), jwks, tokens.name()));
    }

    private IssuedCertificate issue(Csr csr) {
        IssuedCertificate issued = qkms.certificates().issue(csr.id());
        require(
                qkms.audit().events(Filter.none().limit(50), null).items().stream()
                        .filter(event -> event.type().equals(ISSUED))
                        .anyMatch(event -> (event.subject() + event.data()).contains(issued.serial())),
                "the audit log does not tell of " + issued.serial());
        return issued;
    }

    private Chain verify(IssuedCertificate issued) {
        require(issued.chain().size() == 2, "a chain of " + issued.chain().size() + " certificates");
        Chain chain = new Chain(
                issued.certificate(), issued.chain().get(0), issued.chain().get(1));
        certificates.checkServerCertificate(chain, HOST);
        return chain;
    }

    private URI ocsp(IssuedCertificate issued, Chain chain, Status expected) {
        URI responder = URI.create(
                require(qkms.certificates().get(issued.serial()).ocspUrl(), "the certificate names no OCSP responder"));
        long deadline = System.nanoTime() + OCSP_FOLLOWS.toNanos();
        Status status = certificates.askOcsp(chain, responder);
        while (status != expected && System.nanoTime() < deadline) {
            status = certificates.askOcsp(chain, responder);
        }
        require(status == expected, "OCSP says " + status + ", not " + expected);
        return responder;
    }

    private Certificate revoke(String serial) {
        Certificate revoked = qkms.certificates().revoke(serial, RevocationReason.KEY_COMPROMISE);
        require(revoked.status() == CertificateStatus.REVOKED, "the certificate is " + revoked.status());
        return revoked;
    }

    private byte[] crl(IssuedCertificate issued, Chain chain) {
        String issuer = qkms.certificates().get(issued.serial()).issuerId();
        long deadline = System.nanoTime() + CRL_FOLLOWS.toNanos();
        while (true) {
            byte[] list = qkms.crl().der(issuer);
            try {
                certificates.checkRefusedByRevocationList(chain, list);
                return list;
            } catch (Disagreement notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
        }
    }

    private SignedToken sign(String realm) {
        return qkms.tokens()
                .sign(TokenRequest.forRealm(realm, Map.of("sub", "demo", "aud", "orders"))
                        .withTtl(Duration.ofMinutes(5)));
    }

    private SignedToken check(SignedToken token, URI jwks, String issuer) {
        tokens.check(token.token(), jwks, issuer);
        return token;
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new Disagreement(otherwise);
        }
    }

    private static <T> T require(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new Disagreement(otherwise);
        }
        return value;
    }
}
