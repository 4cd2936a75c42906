package io.qkms.server.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qkms.core.status.RevocationList;
import io.qkms.core.status.RevokedCertificate;
import io.qkms.core.x509.Issuer;
import io.qkms.server.access.Tenant;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Makes an issuer's full list and publishes it, in one transaction that holds the lock on the issuer's numbers: whichever nodes do
 * this at once, numbers rise strictly, and each list holds everything that was committed before it was made.
 */
final class CrlPublication {
    /** Feed kind of new lists; the subject is the issuer's id. */
    static final String CHANGE = "crl";

    private final Database database;
    private final CrlStore store;
    private final StatusIssuers issuers;
    private final PublishedCrls published;
    private final ChangeFeed changes;
    private final AuditLog audit;
    private final InstantSource clock;

    CrlPublication(
            Database database,
            CrlStore store,
            StatusIssuers issuers,
            PublishedCrls published,
            ChangeFeed changes,
            AuditLog audit,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.issuers = issuers;
        this.published = published;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Publishes a new list, whatever the present one says.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if the issuer's slot is sealed, 50010 if no module signs
     */
    PublishedCrl publish(StatusIssuer issuer) {
        Issuer signing = issuers.signing(issuer.id());
        store.ensureHead(issuer.id());
        return database.transaction(transaction -> make(transaction, issuer, signing));
    }

    /** Publishes a new list if there is none, the present one nears its end, or a change of status is owed; on one node only. */
    PublishedCrl publishIfDue(StatusIssuer issuer) {
        Issuer signing = issuers.signing(issuer.id());
        store.ensureHead(issuer.id());
        Optional<PublishedCrl> made = database.transaction(transaction -> {
            store.lock(transaction.session(), issuer.id());
            return isDue(transaction.session(), issuer)
                    ? Optional.of(make(transaction, issuer, signing))
                    : Optional.empty();
        });
        return made.or(() -> published.load(issuer.id())).orElseThrow();
    }

    private boolean isDue(Session session, StatusIssuer issuer) {
        boolean fresh = store.newest(session, issuer.id())
                .filter(list -> clock.instant().isBefore(issuer.renewalOf(list.thisUpdate, list.nextUpdate)))
                .isPresent();
        return !fresh || !store.owed(session, issuer.id()).isEmpty();
    }

    private PublishedCrl make(Transaction transaction, StatusIssuer issuer, Issuer signing) {
        Session session = transaction.session();
        long number = store.lock(session, issuer.id()) + 1;
        List<Long> owed = store.owed(session, issuer.id());
        Optional<Instant> before = store.newest(session, issuer.id()).map(list -> list.thisUpdate);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant nextUpdate = now.plus(issuer.crlPeriod());

        PublishedCrl list = sign(session, issuer, signing, number, now, nextUpdate, before.orElse(now));
        store.replace(session, new CrlRecord(issuer.id(), number, now, nextUpdate), list.der());
        store.settle(session, owed);
        transaction.afterCommit(() -> published.put(list));
        changes.publish(transaction, CHANGE, issuer.id());
        audit.record(transaction, new AuditEvent("crl.published", issuer.id(), Tenant.SYSTEM, null, null, data(list)));
        return list;
    }

    @SuppressWarnings("StreamToIterable") // It is read once.
    private PublishedCrl sign(
            Session session,
            StatusIssuer issuer,
            Issuer signing,
            long number,
            Instant thisUpdate,
            Instant nextUpdate,
            Instant notExpiredAt) {
        try (Stream<RevokedCertificate> revoked = store.revoked(session, issuer.id(), notExpiredAt)) {
            RevocationList list = RevocationList.sign(
                    signing,
                    new RevocationList.Header(BigInteger.valueOf(number), thisUpdate, nextUpdate),
                    revoked::iterator);
            return new PublishedCrl(issuer.id(), number, thisUpdate, nextUpdate, list.encoded());
        }
    }

    private static JsonNode data(PublishedCrl list) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("issuer_id", list.issuerId())
                .putNull("profile")
                .putNull("partition")
                .putNull("shard")
                .put("number", list.number())
                .putNull("base_number")
                .put("delta", false)
                .put("next_update", list.nextUpdate().toString());
    }
}
