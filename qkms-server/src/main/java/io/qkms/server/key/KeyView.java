package io.qkms.server.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.key.Key;
import io.qkms.core.key.KeyState;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.core.key.VersionState;
import io.qkms.core.x509.Pem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A key as answers print it: everything but what is private. */
record KeyView(
        String id,
        Usage usage,
        String algorithm,
        String requestedAlgorithm,
        @Nullable HybridForm hybridForm,
        boolean experimental,
        boolean exportable,
        Map<String, String> tags,
        @Nullable String realm,
        @Nullable String issuer,
        @JsonProperty("default") boolean defaultOfRealm,
        @Nullable Object rotation,
        @Nullable Instant nextRotationAt,
        @Nullable Duration maxTokenTtl,
        KeyState state,
        @Nullable Integer activeVersion,
        String slot,
        Instant createdAt,
        List<VersionView> versions) {

    record VersionView(
            int version,
            String kid,
            VersionState state,
            String publicKey,
            Instant createdAt,
            @Nullable Instant activatedAt,
            @Nullable Instant retiresAt) {

        static VersionView of(KeyVersion version) {
            return new VersionView(
                    version.version(),
                    version.kid(),
                    version.state(),
                    Pem.encode("PUBLIC KEY", version.parts().getFirst().publicKey()),
                    version.createdAt(),
                    version.activatedAt(),
                    version.retiresAt());
        }
    }

    /**
     * A key as it is now.
     *
     * @param now what is due to retire is shown as retired, also before the store says so
     */
    static KeyView of(KeyEntry entry, Instant now) {
        Key key = entry.key().withRetired(now);
        return new KeyView(
                key.id(),
                key.usage(),
                key.algorithm().displayName(),
                entry.requestedAlgorithm(),
                key.hybridForm(),
                key.algorithm().experimental(),
                key.exportable(),
                new TreeMap<>(entry.tags()),
                entry.realm(),
                entry.issuer(),
                entry.defaultOfRealm(),
                null,
                null,
                entry.maxTokenTtl(),
                key.state(),
                key.versions().stream()
                        .filter(version -> version.state() == VersionState.ACTIVE)
                        .map(KeyVersion::version)
                        .findFirst()
                        .orElse(null),
                entry.slot(),
                key.createdAt(),
                key.versions().stream().map(VersionView::of).toList());
    }
}
