package io.qkms.client.model;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key to be made.
 *
 * @param usage what it will be for
 * @param algorithm its algorithm, for example {@code ML-DSA-65}
 * @param exportable whether its private part may leave, encrypted
 * @param tags free marks
 * @param realm whose tokens it will sign; needed for {@link Usage#JWT_SIGNING}
 * @param issuer the {@code iss} of the realm's tokens; null for the server's default
 * @param maxTokenTtl longest lifetime of a token; null for the server's default
 * @param slot where its private part will live; null for the default slot
 */
public record NewKey(
        Usage usage,
        String algorithm,
        boolean exportable,
        Map<String, String> tags,
        @Nullable String realm,
        @Nullable String issuer,
        @Nullable Duration maxTokenTtl,
        @Nullable String slot) {

    public NewKey {
        tags = Map.copyOf(tags);
    }

    /** A key that cannot be exported, without marks. */
    public static NewKey of(Usage usage, String algorithm) {
        return new NewKey(usage, algorithm, false, Map.of(), null, null, null, null);
    }

    /** A key that signs the tokens of a realm. */
    public static NewKey forRealm(String realm, String algorithm) {
        return new NewKey(Usage.JWT_SIGNING, algorithm, false, Map.of(), realm, null, null, null);
    }

    /** The same with these marks. */
    public NewKey withTags(Map<String, String> marks) {
        return new NewKey(usage, algorithm, exportable, marks, realm, issuer, maxTokenTtl, slot);
    }

    /** The same with this {@code iss}. */
    public NewKey withIssuer(String iss) {
        return new NewKey(usage, algorithm, exportable, tags, realm, iss, maxTokenTtl, slot);
    }

    /** The same with this longest lifetime of a token. */
    public NewKey withMaxTokenTtl(Duration longest) {
        return new NewKey(usage, algorithm, exportable, tags, realm, issuer, longest, slot);
    }
}
