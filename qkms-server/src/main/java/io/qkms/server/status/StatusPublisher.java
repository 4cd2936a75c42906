package io.qkms.server.status;

import io.qkms.core.x509.SerialNumber;
import io.qkms.server.certificate.RevocationPublisher;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a revocation known: every node's OCSP answers about the certificate are forgotten, its issuer's list is made anew, and if it
 * is a responder's, that is replaced.
 */
final class StatusPublisher implements RevocationPublisher {
    /** Feed kind of changed certificates; the subject is the serial number. */
    static final String CHANGE = "certificate.status";

    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Other nodes hear of it within a quarter of a second; times are told in whole ones. */
    private static final Duration FEED_DELAY = Duration.ofSeconds(1);

    private final CrlStore store;
    private final CrlBuilds builds;
    private final ChangeFeed changes;
    private final InstantSource clock;
    private final Duration patience;

    StatusPublisher(CrlStore store, CrlBuilds builds, ChangeFeed changes, InstantSource clock) {
        this(store, builds, changes, clock, PATIENCE);
    }

    StatusPublisher(CrlStore store, CrlBuilds builds, ChangeFeed changes, InstantSource clock, Duration patience) {
        this.store = store;
        this.builds = builds;
        this.changes = changes;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public void note(Transaction transaction, String issuerId, SerialNumber serial) {
        store.owe(transaction.session(), issuerId, serial, clock.instant());
        changes.publish(transaction, CHANGE, serial.toString());
        if (ResponderStore.isResponder(transaction.session(), serial)) {
            changes.publish(transaction, OcspResponders.CHANGE, issuerId);
        }
    }

    /** Waits for the list, which is made together with everybody else's who waits for it, for some seconds. */
    @Override
    public Publication publish(String issuerId, SerialNumber serial) {
        Instant visible = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(FEED_DELAY);
        CompletableFuture<PublishedCrl> next = builds.next(issuerId);
        try {
            return new Publication(
                    visible,
                    next.get(patience.toMillis(), TimeUnit.MILLISECONDS).thisUpdate());
        } catch (TimeoutException e) {
            LOG.warn("the list of {} that holds {} is still being made after {}", issuerId, serial, patience);
        } catch (ExecutionException e) {
            LOG.error("the list of {} that holds {} could not be made; it stays owed", issuerId, serial, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Publication(visible, null);
    }
}
