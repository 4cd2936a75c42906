package io.qkms.core.status;

import io.qkms.core.slot.Signer;
import io.qkms.core.x509.Certificate;
import java.util.Arrays;

/**
 * Who signs OCSP responses: the holder of a certificate with the key purpose {@code OCSPSigning}, made by the very issuer that
 * is asked about (RFC 6960 §4.2.2.2), or that issuer itself.
 *
 * @param certificate goes into every response
 * @param signer signs with the certificate's key
 */
public record OcspResponder(Certificate certificate, Signer signer) {

    public OcspResponder {
        if (!Arrays.equals(certificate.publicKey(), signer.publicKey())) {
            throw new IllegalArgumentException("the responder's certificate is for another key");
        }
    }
}
