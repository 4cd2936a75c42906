package io.qkms.server.status;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps lists and responders from running out, also when nothing is revoked, and pays what a node that died has left owed. Every
 * node runs it; a row lock lets one of them make a list, a lease one of them a responder, and the others see that it is made.
 */
final class StatusSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSchedule.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Who owes is given this long to pay by himself. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final IssuerDirectory issuers;
    private final CrlStore store;
    private final PublishedCrls published;
    private final CrlPublication publication;
    private final OcspResponders responders;
    private final InstantSource clock;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("status-schedule").factory());

    StatusSchedule(
            IssuerDirectory issuers,
            CrlStore store,
            PublishedCrls published,
            CrlPublication publication,
            OcspResponders responders,
            InstantSource clock) {
        this.issuers = issuers;
        this.store = store;
        this.published = published;
        this.publication = publication;
        this.responders = responders;
        this.clock = clock;
    }

    /** Looks at the clock from now on. */
    void start() {
        var unused =
                timer.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes what is missing, due or owed of every authority, roots included: for when a slot has just been opened. */
    void open() {
        for (StatusIssuer issuer : issuers.all()) {
            attempt("list of " + issuer.id(), () -> {
                published.load(issuer.id());
                if (isDue(issuer, clock.instant()) || store.isOwing(issuer.id())) {
                    publication.publishIfDue(issuer);
                }
            });
            attempt("responder of " + issuer.id(), () -> {
                responders.load(issuer.id());
                renewResponder(issuer);
            });
        }
    }

    /** One look at the clock. */
    void look() {
        attempt("debt", () -> {
            Instant now = clock.instant();
            Set<String> debtors = new HashSet<>(store.debtors(now.minus(GRACE)));
            for (StatusIssuer issuer : issuers.all()) {
                // A root signs when it is used, never by the clock; only what its use has left undone is done here.
                if (debtors.contains(issuer.id()) || (!issuer.root() && isDue(issuer, now))) {
                    attempt("list of " + issuer.id(), () -> publication.publishIfDue(issuer));
                }
                if (!issuer.root()) {
                    attempt("responder of " + issuer.id(), () -> renewResponder(issuer));
                }
            }
        });
    }

    /** Takes over another node's responder; makes a new one, of a root too, where the old one was withdrawn. */
    void responderChanged(String issuerId) {
        responders.load(issuerId);
        issuers.find(issuerId).ifPresent(issuer -> attempt("responder of " + issuerId, () -> renewResponder(issuer)));
    }

    /** What has itself expired has nothing left to list. */
    private boolean isDue(StatusIssuer issuer, Instant now) {
        return now.isBefore(issuer.certificate().notAfter())
                && published
                        .get(issuer.id())
                        .filter(list -> now.isBefore(issuer.renewalOf(list.thisUpdate(), list.nextUpdate())))
                        .isEmpty();
    }

    private void renewResponder(StatusIssuer issuer) {
        if (responders.isDue(issuer)) {
            responders.renew(issuer);
        }
    }

    /** What fails is said once, until it works again: the next attempt is a second away. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
            failing.remove(what);
        } catch (RuntimeException e) {
            if (!failing.add(what)) {
                return;
            }
            if (e instanceof QkmsException refusal && refusal.code() == ErrorCode.UNAVAILABLE) {
                LOG.warn("no new {} for now: {}", what, refusal.getMessage());
            } else {
                LOG.error("no new {}; trying on", what, e);
            }
        }
    }

    /** Ends it, and waits until a look that goes on has ended. */
    @Override
    public void close() {
        // No interrupt: it would close H2's file under everyone.
        timer.close();
    }
}
