package io.qkms.server.status;

import io.qkms.core.status.OcspResponder;
import io.qkms.core.x509.Issuer;
import io.qkms.server.status.ResponderKeys.ResponderKey;
import io.qkms.server.status.ResponderStore.Stored;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The delegated responder of each authority, in memory, and its renewal. Safe for use by many threads. */
final class OcspResponders {
    /** Feed kind of new and of withdrawn responders; the subject is the authority's id. */
    static final String CHANGE = "ocsp.responder";

    private static final Duration LEASE = Duration.ofSeconds(30);
    /** The part of its life that a responder's certificate still has when the next one is made. */
    private static final int LAST_PART = 3;

    private final Database database;
    private final ResponderStore store;
    private final ResponderIssuance issuance;
    private final ResponderKeys keys;
    private final StatusIssuers issuers;
    private final ChangeFeed changes;
    private final OcspAnswers answers;
    private final InstantSource clock;
    private final String node;
    private final Map<String, Current> byIssuer = new ConcurrentHashMap<>();
    /** Around reading and keeping what was read: who reads later keeps later. */
    private final ReentrantLock loading = new ReentrantLock();

    private final ReentrantLock renewing = new ReentrantLock();

    OcspResponders(
            Database database,
            ResponderStore store,
            ResponderIssuance issuance,
            ResponderKeys keys,
            StatusIssuers issuers,
            ChangeFeed changes,
            OcspAnswers answers,
            InstantSource clock,
            String node) {
        this.database = database;
        this.store = store;
        this.issuance = issuance;
        this.keys = keys;
        this.issuers = issuers;
        this.changes = changes;
        this.answers = answers;
        this.clock = clock;
        this.node = node;
    }

    /** Who signs for an authority; empty if its certificate has run out, or it never had one. Does not block. */
    Optional<OcspResponder> current(String issuerId) {
        return Optional.ofNullable(byIssuer.get(issuerId))
                .map(Current::responder)
                .filter(responder ->
                        clock.instant().isBefore(responder.certificate().notAfter()));
    }

    /** Reads the responder of an authority anew; what a withdrawn one has signed is forgotten. Blocking. */
    void load(String issuerId) {
        loading.lock();
        try {
            Optional<Current> now = store.newest(issuerId, clock.instant()).map(this::open);
            Current before = now.isPresent() ? byIssuer.put(issuerId, now.get()) : byIssuer.remove(issuerId);
            if (before != null && now.filter(before::hasKeyOf).isEmpty()) {
                answers.forgetAll();
            }
        } finally {
            loading.unlock();
        }
    }

    private Current open(Stored stored) {
        OcspResponder responder =
                new OcspResponder(stored.certificate(), keys.signer(stored.keyId(), stored.keyVersion()));
        return new Current(
                responder,
                stored.keyId(),
                stored.keyVersion(),
                renewal(stored.createdAt(), stored.certificate().notAfter()));
    }

    private static Instant renewal(Instant createdAt, Instant notAfter) {
        return notAfter.minus(Duration.between(createdAt, notAfter).dividedBy(LAST_PART));
    }

    /** Whether a new responder should be made for this authority. Does not block. */
    boolean isDue(StatusIssuer issuer) {
        Current now = byIssuer.get(issuer.id());
        boolean possible = clock.instant().isBefore(issuer.certificate().notAfter());
        return possible && (now == null || !clock.instant().isBefore(now.renewAt()));
    }

    /**
     * Makes the responder of an authority if it is due and no other node is making it. Blocking.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if the authority's slot is sealed
     */
    void renew(StatusIssuer issuer) {
        // The lease is the node's, not the thread's.
        renewing.lock();
        try {
            renewUnderLease(issuer);
        } finally {
            renewing.unlock();
        }
    }

    private void renewUnderLease(StatusIssuer issuer) {
        Lease lease = new Lease(database, clock, CHANGE + "/" + issuer.id(), node, LEASE);
        if (!lease.acquire()) {
            return;
        }
        try {
            Issuer signing = issuers.signing(issuer.id());
            // Outside the transaction: a key that is not in memory is read from the store.
            Optional<ResponderKey> key =
                    store.newest(issuer.id(), clock.instant()).map(this::key);
            database.inTransaction(transaction -> {
                Instant now = clock.instant();
                Optional<ResponderRecord> newest = store.newest(transaction.session(), issuer.id(), now);
                if (newest.filter(one -> now.isBefore(renewal(one.createdAt, one.notAfter)))
                        .isEmpty()) {
                    issuance.issue(transaction, issuer, signing, key, now);
                    changes.publish(transaction, CHANGE, issuer.id());
                }
            });
            load(issuer.id());
        } finally {
            lease.release();
        }
    }

    private ResponderKey key(Stored stored) {
        return new ResponderKey(stored.keyId(), stored.keyVersion(), keys.signer(stored.keyId(), stored.keyVersion()));
    }

    private record Current(OcspResponder responder, String keyId, int keyVersion, Instant renewAt) {
        boolean hasKeyOf(Current other) {
            return keyId.equals(other.keyId) && keyVersion == other.keyVersion;
        }
    }
}
