package io.qkms.server.status;

import io.qkms.core.error.QkmsException;
import io.qkms.core.status.CertificateId;
import io.qkms.core.status.CertificateId.IssuerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The authorities in memory, for event loops; loaded at start and whenever one changes. Safe for use by many threads. */
final class IssuerDirectory {
    private final StatusIssuers issuers;
    /** Around reading and keeping what was read: who reads later keeps later. */
    private final ReentrantLock loading = new ReentrantLock();

    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), null);

    IssuerDirectory(StatusIssuers issuers) {
        this.issuers = issuers;
    }

    /** Reads the authorities anew. Blocking. */
    void load() {
        loading.lock();
        try {
            snapshot = read();
        } finally {
            loading.unlock();
        }
    }

    private Snapshot read() {
        Map<String, StatusIssuer> byId = new LinkedHashMap<>();
        Map<IssuerId, StatusIssuer> byHashes = new HashMap<>();
        for (StatusIssuer issuer : issuers.all()) {
            byId.put(issuer.id(), issuer);
            for (CertificateId.Hash hash : CertificateId.Hash.values()) {
                byHashes.put(IssuerId.of(hash, issuer.certificate()), issuer);
            }
        }
        return new Snapshot(byId, byHashes, issuers.defaultIssuer().orElse(null));
    }

    Collection<StatusIssuer> all() {
        return snapshot.byId().values();
    }

    Optional<StatusIssuer> find(String issuerId) {
        return Optional.ofNullable(snapshot.byId().get(issuerId));
    }

    /** The authority that an OCSP request names. */
    Optional<StatusIssuer> find(IssuerId named) {
        return Optional.ofNullable(snapshot.byHashes().get(named));
    }

    /**
     * The authority that a request names, or the default one.
     *
     * @throws QkmsException 40401 if there is none
     */
    StatusIssuer require(Optional<String> requested) {
        String id = requested
                .or(() -> Optional.ofNullable(snapshot.defaultIssuer()))
                .orElseThrow(() -> QkmsException.notFound("issuer", "default"));
        return find(id).orElseThrow(() -> QkmsException.notFound("issuer", id));
    }

    private record Snapshot(
            Map<String, StatusIssuer> byId,
            Map<IssuerId, StatusIssuer> byHashes,
            @Nullable String defaultIssuer) {}
}
