package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certification authority. Immutable.
 *
 * @param id its identifier
 * @param kind root or intermediate
 * @param name its name, unique in the installation
 * @param repository its hierarchy
 * @param parentId the authority that certified it; null for a root
 * @param keyId its key
 * @param keyVersion the version of its key that its certificate holds
 * @param certificateNumber the number of its certificate
 * @param certificate its certificate
 * @param issuers the certificates above it, its issuer's first and the root's last; empty for a root
 * @param algorithm its key's algorithm
 * @param profiles the profiles that it issues for where they name no issuer
 * @param status what it may still do
 * @param createdAt when it was made
 */
public record Authority(
        String id,
        CaKind kind,
        String name,
        Repository repository,
        @Nullable String parentId,
        String keyId,
        int keyVersion,
        long certificateNumber,
        Certificate certificate,
        List<Certificate> issuers,
        Algorithm algorithm,
        List<String> profiles,
        CaStatus status,
        Instant createdAt) {

    public Authority {
        issuers = List.copyOf(issuers);
        profiles = List.copyOf(profiles);
    }

    /** Whether software without post-quantum cryptography can verify everything from here up to the root. */
    public boolean classical() {
        return algorithm.family().classical()
                && issuers.stream()
                        .allMatch(issuer -> issuer.algorithm().family().classical());
    }
}
