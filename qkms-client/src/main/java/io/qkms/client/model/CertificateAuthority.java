package io.qkms.client.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority: a root or an intermediate.
 *
 * @param id its handle
 * @param name its name in configuration and profiles
 * @param number its certificate's number in its repository
 * @param repository the number of its repository
 * @param subject RFC 4514
 * @param serial its certificate's serial
 * @param algorithm its key's algorithm
 * @param hybridForm the form of a hybrid; null for others
 * @param status whether it issues
 * @param notBefore its certificate's begin
 * @param notAfter its certificate's end
 * @param profiles the profiles it issues for; empty for a root
 * @param certificate PEM
 * @param chain the certificates above it, PEM; empty for a root
 * @param crlUrl where its CRL is
 * @param ocspUrl where OCSP answers for what it issued
 */
public record CertificateAuthority(
        String id,
        String name,
        @Nullable Long number,
        @Nullable Integer repository,
        String subject,
        String serial,
        String algorithm,
        @Nullable String hybridForm,
        CaStatus status,
        Instant notBefore,
        Instant notAfter,
        List<String> profiles,
        String certificate,
        List<String> chain,
        @Nullable String crlUrl,
        @Nullable String ocspUrl) {

    public CertificateAuthority {
        profiles = profiles == null ? List.of() : List.copyOf(profiles);
        chain = chain == null ? List.of() : List.copyOf(chain);
    }
}
