package io.qkms.server.csr;

import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.core.x509.SubjectPublicKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to have certified. Proof of possession has been given.
 *
 * @param profile the profile's name
 * @param subject the subject
 * @param publicKey the key
 * @param names every alternative name, those of the request and of the CSR
 * @param validity how long it shall be valid; null for the profile's default
 * @param csr the PKCS #10 request; null where Q-KMS holds the key and needs none
 * @param keyId the key's identifier; null where Q-KMS does not hold it
 * @param keyVersion its version; null where Q-KMS does not hold it
 */
public record Application(
        String profile,
        DistinguishedName subject,
        SubjectPublicKey publicKey,
        List<SubjectAlternativeName> names,
        @Nullable Duration validity,
        @Nullable CertificationRequest csr,
        @Nullable String keyId,
        @Nullable Integer keyVersion) {

    public Application {
        names = List.copyOf(names);
    }
}
