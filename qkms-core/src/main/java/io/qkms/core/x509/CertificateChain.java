package io.qkms.core.x509;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Certificates in order: the first is certified by the second, and so on. Puts them in order by names and key identifiers
 * (RFC 5280 §6.1); verifies no signature.
 *
 * @param certificates the leaf, or whatever the chain is for, first
 */
public record CertificateChain(List<Certificate> certificates) {

    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain has a certificate");
        }
    }

    /** The chain from a certificate up, as far as the given CAs reach; a certificate that issued itself ends it. */
    public static CertificateChain build(Certificate leaf, Collection<Certificate> cas) {
        List<Certificate> chain = new ArrayList<>(List.of(leaf));
        Certificate last = leaf;
        while (!last.isSelfIssued()) {
            Certificate below = last;
            Optional<Certificate> issuer = cas.stream()
                    .filter(candidate -> isIssuer(candidate, below) && !chain.contains(candidate))
                    .findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            last = issuer.get();
            chain.add(last);
        }
        return new CertificateChain(chain);
    }

    /** Whether names and key identifiers say that the one certified the other. */
    public static boolean isIssuer(Certificate candidate, Certificate certificate) {
        if (!candidate.isCa() || !candidate.subject().equals(certificate.issuer())) {
            return false;
        }
        Optional<byte[]> wanted = certificate.authorityKeyIdentifier();
        Optional<byte[]> found = candidate.subjectKeyIdentifier();
        return wanted.isEmpty() || found.isEmpty() || Arrays.equals(wanted.get(), found.get());
    }

    /** Everything above the first certificate. */
    public List<Certificate> issuers() {
        return certificates.subList(1, certificates.size());
    }

    /** The chain without a root at its end: what a TLS server sends, and {@code application/pem-certificate-chain}. */
    public CertificateChain withoutRoot() {
        Certificate last = certificates.get(certificates.size() - 1);
        return certificates.size() > 1 && last.isSelfIssued()
                ? new CertificateChain(certificates.subList(0, certificates.size() - 1))
                : this;
    }

    /** All certificates as PEM blocks, one after the other. */
    public String pem() {
        return certificates.stream().map(Certificate::pem).collect(Collectors.joining());
    }
}
