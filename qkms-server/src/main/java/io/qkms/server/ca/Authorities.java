package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.policy.Profile;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All authorities as they are at one moment. Immutable. */
final class Authorities {
    static final Authorities NONE = new Authorities(Map.of(), Map.of());

    private final Map<String, Authority> byId;
    private final Map<String, KeyVersion> keyVersions;

    /**
     * @param byId in the order of their certificates' numbers
     * @param keyVersions the certified version of each authority's key, by the authority's identifier
     */
    Authorities(Map<String, Authority> byId, Map<String, KeyVersion> keyVersions) {
        this.byId = Collections.unmodifiableMap(new LinkedHashMap<>(byId));
        this.keyVersions = Map.copyOf(keyVersions);
    }

    KeyVersion keyVersion(Authority authority) {
        return Objects.requireNonNull(keyVersions.get(authority.id()));
    }

    Collection<Authority> all() {
        return byId.values();
    }

    Optional<Authority> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether an authority that is not revoked bears the name. */
    boolean hasName(String name) {
        return byId.values().stream()
                .anyMatch(authority -> authority.name().equals(name) && authority.status() != CaStatus.REVOKED);
    }

    /** Whether any authority, revoked or not, bears the subject. */
    boolean hasSubject(String subject) {
        return byId.values().stream()
                .anyMatch(authority ->
                        authority.certificate().subject().toString().equals(subject));
    }

    Stream<Authority> ofKind(CaKind kind) {
        return byId.values().stream().filter(authority -> authority.kind() == kind);
    }

    /**
     * The intermediate that issues for a profile.
     *
     * @param named the intermediates that the profile names, by kind of request; empty where it names none
     * @throws QkmsException 40902 if there is none in operation
     */
    Authority issuer(String profile, Map<String, String> named, Algorithm algorithm, @Nullable HybridForm hybridForm) {
        boolean classical = algorithm.family().classical() || hybridForm == HybridForm.ALT_SIGNATURE;
        Stream<Authority> candidates = ofKind(CaKind.INTERMEDIATE)
                .filter(authority -> authority.status() == CaStatus.ACTIVE)
                .filter(authority -> classical == authority.classical());
        String name = named.get(classical ? Profile.CLASSICAL_ISSUER : Profile.DEFAULT_ISSUER);
        Optional<Authority> issuer = named.isEmpty()
                ? candidates
                        .filter(authority -> authority.profiles().contains(profile))
                        .max(Comparator.comparingLong(Authority::certificateNumber))
                : candidates.filter(authority -> authority.name().equals(name)).findFirst();
        return issuer.orElseThrow(() -> named.isEmpty() || name == null
                ? QkmsException.conflict("profile", "ca.no_active_issuer", profile)
                : new QkmsException(
                        ErrorCode.CONFLICT,
                        List.of(new ErrorDetail("profile", "ca.named_issuer", profile, List.of(name)))));
    }
}
