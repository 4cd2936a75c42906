package io.qkms.tools.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * BouncyCastle, where there is no OpenSSL. Not independent: the server signs with the same library. It shows that formats
 * and chains are consistent, no more.
 */
final class PlatformJudge implements CertificateJudge {
    private final Provider provider = new BouncyCastleProvider();

    @Override
    public String name() {
        return "BouncyCastle " + provider.getVersionStr();
    }

    @Override
    public void checkRequest(String csr) {
        judge(() -> {
            try (PEMParser pem = new PEMParser(new java.io.StringReader(csr))) {
                PKCS10CertificationRequest request = (PKCS10CertificationRequest) pem.readObject();
                require(
                        request.isSignatureValid(verifiers().build(request.getSubjectPublicKeyInfo())),
                        "the request's signature does not verify");
            }
        });
    }

    @Override
    public void checkServerCertificate(Chain chain, String host) {
        judge(() -> {
            X509Certificate leaf = certificate(chain.leaf());
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate(chain.root()), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX", provider)
                    .validate(
                            CertificateFactory.getInstance("X.509", provider)
                                    .generateCertPath(List.of(leaf, certificate(chain.issuer()))),
                            parameters);
            require(leaf.getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.1"), "the certificate is not for TLS servers");
            require(
                    leaf.getSubjectAlternativeNames().stream().anyMatch(name -> name.contains(host)),
                    "the certificate does not name " + host);
        });
    }

    @Override
    public Status askOcsp(Chain chain, URI responder) {
        Status[] status = new Status[1];
        judge(() -> {
            X509CertificateHolder issuer = new JcaX509CertificateHolder(certificate(chain.issuer()));
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder()
                            .setProvider(provider)
                            .build()
                            .get(CertificateID.HASH_SHA1),
                    issuer,
                    certificate(chain.leaf()).getSerialNumber());
            byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
            BasicOCSPResp answer = (BasicOCSPResp) new OCSPResp(post(responder, request)).getResponseObject();
            X509CertificateHolder signer = answer.getCerts().length == 0 ? issuer : answer.getCerts()[0];
            require(
                    signer.equals(issuer) || signer.isSignatureValid(verifiers().build(issuer)),
                    "the responder's certificate is not the issuer's");
            require(answer.isSignatureValid(verifiers().build(signer)), "the answer's signature does not verify");
            SingleResp single = answer.getResponses()[0];
            require(single.getCertID().equals(id), "the answer is about another certificate");
            status[0] = single.getCertStatus() == org.bouncycastle.cert.ocsp.CertificateStatus.GOOD
                    ? Status.GOOD
                    : Status.REVOKED;
        });
        return status[0];
    }

    @Override
    public void checkRevocationList(Chain chain, byte[] crl) {
        judge(() -> {
            list(crl).verify(certificate(chain.issuer()).getPublicKey(), provider);
            require(list(crl).getNextUpdate().after(new Date()), "the list is out of date");
        });
    }

    @Override
    public void checkRefusedByRevocationList(Chain chain, byte[] crl) {
        checkRevocationList(chain, crl);
        judge(() -> require(list(crl).isRevoked(certificate(chain.leaf())), "the list does not name the certificate"));
    }

    private static byte[] post(URI responder, byte[] request) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) responder.toURL().openConnection();
        connection.setDoOutput(true);
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("Content-Type", "application/ocsp-request");
        connection.getOutputStream().write(request);
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509", provider)
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private X509CRL list(byte[] crl) throws GeneralSecurityException {
        return (X509CRL) CertificateFactory.getInstance("X.509", provider).generateCRL(new ByteArrayInputStream(crl));
    }

    private JcaContentVerifierProviderBuilder verifiers() {
        return new JcaContentVerifierProviderBuilder().setProvider(provider);
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new Disagreement(otherwise);
        }
    }

    private interface Judgement {
        void pass()
                throws IOException, GeneralSecurityException, OCSPException, OperatorException, PKCSException,
                        org.bouncycastle.cert.CertException;
    }

    private static void judge(Judgement judgement) {
        try {
            judgement.pass();
        } catch (IOException
                | GeneralSecurityException
                | OCSPException
                | OperatorException
                | PKCSException
                | org.bouncycastle.cert.CertException e) {
            throw new Disagreement(e.toString());
        }
    }
}
