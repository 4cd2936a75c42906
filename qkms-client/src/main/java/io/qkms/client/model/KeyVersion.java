package io.qkms.client.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key.
 *
 * @param version from 1
 * @param kid the id under which tokens and key sets name it
 * @param state whether it signs
 * @param publicKey SubjectPublicKeyInfo, PEM
 * @param createdAt when it was made
 * @param activatedAt since when it signs, or has signed; null while pending
 * @param retiresAt when it leaves the key set; null unless retiring or retired
 */
public record KeyVersion(
        int version,
        String kid,
        VersionState state,
        String publicKey,
        Instant createdAt,
        @Nullable Instant activatedAt,
        @Nullable Instant retiresAt) {}
