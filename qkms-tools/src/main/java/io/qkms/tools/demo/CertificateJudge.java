package io.qkms.tools.demo;

import java.net.URI;

/** Somebody who knows X.509 and did not write ours. Every method throws {@link Disagreement} where it finds otherwise. */
interface CertificateJudge {

    /** A certificate with what is needed to judge it. */
    record Chain(String leaf, String issuer, String root) {}

    /** What OCSP says of a certificate. */
    enum Status {
        GOOD,
        REVOKED
    }

    /** Its name and version. */
    String name();

    /** That a PKCS #10 is signed by the key in it. */
    void checkRequest(String csr);

    /** That a certificate is a TLS server's, holds for this host, and leads to the root. */
    void checkServerCertificate(Chain chain, String host);

    /** What the responder says, after checking the answer's signature up to the root. */
    Status askOcsp(Chain chain, URI responder);

    /** That a list is signed by the issuer. */
    void checkRevocationList(Chain chain, byte[] crl);

    /** That a certificate is refused because of the list. */
    void checkRefusedByRevocationList(Chain chain, byte[] crl);
}
