package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that Q-KMS holds. Its private part is in no answer.
 *
 * @param id its handle
 * @param usage what it is for
 * @param algorithm its algorithm, for example {@code ML-DSA-65}
 * @param requestedAlgorithm the name by which it was asked for
 * @param hybridForm the form of a hybrid; null for others
 * @param experimental whether the algorithm's standard is not final
 * @param exportable whether its private part may leave, encrypted
 * @param tags free marks
 * @param realm whose tokens it signs; null unless it signs tokens
 * @param issuer the {@code iss} of the realm's tokens
 * @param isDefault whether it signs where a request names only the realm
 * @param rotation when it gets new versions by itself; null for never
 * @param nextRotationAt when it gets the next one
 * @param maxTokenTtl longest lifetime of a token that it signs
 * @param state whether it can be used
 * @param activeVersion the number of the version that signs; null for a key that no longer does
 * @param slot where its private part lives
 * @param createdAt when it was made
 * @param versions its versions, from the first on
 */
public record Key(
        String id,
        Usage usage,
        String algorithm,
        @Nullable String requestedAlgorithm,
        @Nullable String hybridForm,
        boolean experimental,
        boolean exportable,
        Map<String, String> tags,
        @Nullable String realm,
        @Nullable String issuer,
        @JsonProperty("default") boolean isDefault,
        @Nullable Rotation rotation,
        @Nullable Instant nextRotationAt,
        @Nullable Duration maxTokenTtl,
        KeyState state,
        @Nullable Integer activeVersion,
        String slot,
        Instant createdAt,
        List<KeyVersion> versions) {

    public Key {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    /** The version that signs; empty for a key that no longer does. */
    public Optional<KeyVersion> active() {
        return versions.stream()
                .filter(version -> Objects.equals(version.version(), activeVersion))
                .findFirst();
    }
}
