package io.qkms.server.token;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.JwsHeader;
import io.qkms.core.key.KeyState;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyMemory;
import io.qkms.server.key.Realm;
import io.qkms.server.token.SignRequest.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the key that a request to sign means. Answers from memory once warm. */
final class SigningKeyChoice {
    private static final Set<Usage> SIGN_JWS = Set.of(Usage.JWT_SIGNING, Usage.CODE_SIGNING, Usage.DOCUMENT_SIGNING);

    private final KeyMemory memory;

    SigningKeyChoice(KeyMemory memory) {
        this.memory = memory;
    }

    /** A key and the version of it that signs. */
    record Chosen(KeyEntry entry, KeyVersion version) {

        /** The JOSE name of its algorithm. */
        String alg() {
            return entry.key().algorithm().joseName().orElseThrow();
        }
    }

    /**
     * The key of the request, with the version that signs now.
     *
     * @throws QkmsException 40000 if the request names no key or two; 40401 if there is none, 40902 if it may not be used or
     *     its realm is another tenant's; 40002 if the realm has none of the algorithm, or the key is not for this
     */
    Chosen active(String tenant, SignRequest request, Content content) {
        KeyEntry entry = byName(tenant, request);
        requireUsage(entry, content);
        return new Chosen(entry, entry.key().activeVersion());
    }

    private KeyEntry byName(String tenant, SignRequest request) {
        requireOneName(request);
        Optional<Algorithm> algorithm = request.wantedAlgorithm();
        if (request.keyId() != null) {
            return named(tenant, request.keyId(), algorithm);
        }
        Realm realm = realm(tenant, request);
        if (algorithm.isEmpty()) {
            return defaultOf(realm);
        }
        List<KeyEntry> fitting = realm.keys().stream()
                .filter(key -> key.key().algorithm() == algorithm.get())
                .toList();
        if (fitting.isEmpty()) {
            throw noneOf(realm, algorithm.get());
        }
        return fitting.stream()
                .filter(key -> key.id().equals(realm.defaultKeyId()))
                .findFirst()
                .or(() -> fitting.reversed().stream()
                        .filter(key -> key.key().state() == KeyState.ACTIVE)
                        .findFirst())
                .orElseGet(fitting::getLast);
    }

    /**
     * The key of the request and the version that the header of a signing input names.
     *
     * @throws QkmsException as {@link #active}; 40000 if the header names no version that may sign, or another algorithm
     */
    Chosen named(String tenant, SignRequest request, JwsHeader header, Content content, Instant now) {
        requireOneName(request);
        Optional<Algorithm> algorithm = request.wantedAlgorithm();
        List<KeyEntry> candidates = request.keyId() != null
                ? List.of(named(tenant, request.keyId(), algorithm))
                : realm(tenant, request).keys().stream()
                        .filter(entry -> algorithm
                                .filter(wanted -> entry.key().algorithm() != wanted)
                                .isEmpty())
                        .toList();
        Chosen chosen = candidates.stream()
                .flatMap(entry -> header
                        .kid()
                        .flatMap(kid -> entry.key().withRetired(now).versionByKid(kid))
                        .filter(version -> version.state().signsWhenNamed())
                        .map(version -> new Chosen(entry, version))
                        .stream())
                .findFirst()
                .orElseThrow(() -> noSuchKid(candidates, header, now));
        requireUsage(chosen.entry(), content);
        chosen.entry().key().requireUsable();
        if (!chosen.alg().equals(header.alg())) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail(
                            "signing_input", "signing_input.alg", header.alg(), List.of(chosen.alg()))));
        }
        return chosen;
    }

    private static QkmsException noSuchKid(List<KeyEntry> candidates, JwsHeader header, Instant now) {
        List<String> usable = candidates.stream()
                .flatMap(entry -> entry.key().withRetired(now).versions().stream())
                .filter(version -> version.state().signsWhenNamed())
                .map(KeyVersion::kid)
                .toList();
        return new QkmsException(
                ErrorCode.MALFORMED_REQUEST,
                List.of(new ErrorDetail(
                        "signing_input", "signing_input.kid", header.kid().orElse(null), usable)));
    }

    private static void requireOneName(SignRequest request) {
        if (request.keyId() == null && request.realm() == null) {
            throw QkmsException.malformed("realm", "key.required", null, null);
        }
        if (request.keyId() != null && request.realm() != null) {
            throw QkmsException.malformed("key_id", "key.ambiguous", null, null);
        }
    }

    private KeyEntry named(String tenant, String keyId, Optional<Algorithm> algorithm) {
        KeyEntry entry = memory.requireKey(tenant, keyId);
        Algorithm own = entry.key().algorithm();
        if (algorithm.filter(wanted -> wanted != own).isPresent()) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(
                            "algorithm", "algorithm.key", algorithm.get().displayName(), List.of(own.displayName()))));
        }
        return entry;
    }

    private Realm realm(String tenant, SignRequest request) {
        String name = String.valueOf(request.realm());
        Realm realm = memory.realm(name).orElseThrow(() -> QkmsException.notFound("realm", name));
        if (!realm.tenant().equals(tenant)) {
            // Not 40401: its key set is public, so that it exists is no secret (api.md §4).
            throw QkmsException.conflict("realm", "realm.tenant", name);
        }
        return realm;
    }

    private static KeyEntry defaultOf(Realm realm) {
        return realm.keys().stream()
                .filter(key -> key.id().equals(realm.defaultKeyId()))
                .findFirst()
                .orElseThrow(() -> QkmsException.conflict("realm", "realm.no_default", realm.name()));
    }

    private static QkmsException noneOf(Realm realm, Algorithm algorithm) {
        return new QkmsException(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                List.of(new ErrorDetail(
                        "algorithm",
                        "algorithm.realm",
                        algorithm.displayName(),
                        realm.keys().stream()
                                .map(key -> key.key().algorithm().displayName())
                                .distinct()
                                .toList())));
    }

    /** Keys for code and documents sign octets only: a token in their name would mean something else (api.md §6). */
    private static void requireUsage(KeyEntry entry, Content content) {
        Usage usage = entry.key().usage();
        boolean fits = usage == Usage.JWT_SIGNING || (content instanceof Content.Payload && SIGN_JWS.contains(usage));
        if (!fits) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail("key_id", "usage.signing", usage.name(), List.of("JWT_SIGNING"))));
        }
        if (entry.key().algorithm().joseName().isEmpty()) {
            throw QkmsException.of(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    "algorithm",
                    "algorithm.jose",
                    entry.key().algorithm().displayName());
        }
    }
}
