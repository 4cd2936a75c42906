package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/keys}. */
record KeyRequest(
        String usage,
        String algorithm,
        boolean exportable,
        Map<String, String> tags,
        @Nullable HybridForm hybridForm,
        @Nullable String realm,
        @Nullable String issuer,
        @Nullable Duration maxTokenTtl,
        @Nullable String slot) {

    /** Where service keys live if the request does not say. */
    private static final String DEFAULT_SLOT = "default";

    /** Slots of the authorities' keys, which service keys are kept apart from. */
    private static final Set<String> RESERVED_SLOTS = Set.of("root", "ca");

    /**
     * What this asks for, checked.
     *
     * @throws QkmsException 40000 for what contradicts itself, 40002 for an algorithm that is unknown, not available or does
     *     not fit the usage, and for usages that are not made here
     */
    KeyPlan plan(String tenant) {
        Usage wanted = Usage.valueOf(usage);
        requireConsistent(wanted);
        if (!wanted.forServices()) {
            throw QkmsException.of(ErrorCode.UNSUPPORTED_ALGORITHM, "usage", "usage.reserved", usage);
        }
        Algorithm parsed = Algorithm.parse("algorithm", algorithm);
        wanted.requireFits("algorithm", parsed);
        parsed.requireAvailable("algorithm");
        if (wanted == Usage.JWT_SIGNING && parsed.joseName().isEmpty()) {
            throw QkmsException.of(
                    ErrorCode.UNSUPPORTED_ALGORITHM, "algorithm", "algorithm.jose", parsed.displayName());
        }
        boolean hybrid = parsed.family() == Family.HYBRID;
        if (!hybrid && hybridForm == HybridForm.ALT_SIGNATURE) {
            throw QkmsException.of(
                    ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", "algorithm.hybrid_form", hybridForm.name());
        }
        return new KeyPlan(
                tenant,
                wanted,
                parsed,
                algorithm,
                // COMPOSITE is how a hybrid is meant unless said otherwise; it says nothing about one algorithm alone.
                hybrid ? (hybridForm == null ? HybridForm.COMPOSITE : hybridForm) : null,
                exportable,
                tags,
                realm,
                issuer,
                maxTokenTtl,
                slot == null ? DEFAULT_SLOT : slot);
    }

    private void requireConsistent(Usage wanted) {
        if (wanted == Usage.JWT_SIGNING && realm == null) {
            throw QkmsException.malformed("realm", "realm.required", null, null);
        }
        if (wanted != Usage.JWT_SIGNING && realm != null) {
            throw QkmsException.malformed("realm", "realm.usage", realm, null);
        }
        if (issuer != null && realm == null) {
            throw QkmsException.malformed("issuer", "issuer.realm", issuer, null);
        }
        if (issuer != null && !isStringOrUri(issuer)) {
            throw QkmsException.malformed("issuer", "issuer.uri", issuer, null);
        }
        if (maxTokenTtl != null && !maxTokenTtl.isPositive()) {
            throw QkmsException.malformed("max_token_ttl", "max_token_ttl.positive", maxTokenTtl.toString(), null);
        }
        if (slot != null && RESERVED_SLOTS.contains(slot)) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail("slot", "slot.reserved", slot, List.of(DEFAULT_SLOT))));
        }
    }

    /** RFC 7519 §2, StringOrURI: what contains a colon must be a URI. */
    private static boolean isStringOrUri(String value) {
        try {
            return !value.contains(":") || new URI(value).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
