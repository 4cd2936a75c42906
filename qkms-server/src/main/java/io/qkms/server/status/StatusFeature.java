package io.qkms.server.status;

import io.qkms.core.x509.SerialNumber;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.CertificateRegister;
import io.qkms.server.certificate.RevocationPublisher;
import io.qkms.server.http.Routes;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lists and OCSP, put together. Start it when the authorities are there; close it after the change feed, before the database.
 */
public final class StatusFeature implements AutoCloseable {
    /** Feed kind of authorities; the subject is the authority's id. */
    private static final String AUTHORITY_CHANGE = "ca";

    private static final long ANSWERS_IN_MEMORY = 48L << 20;

    private final IssuerDirectory issuers;
    private final PublishedCrls published;
    private final OcspAnswers answers;
    private final StatusSchedule schedule;
    private final ChangeFeed changes;
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final StatusPublisher revocations;
    private final CrlService lists;
    private final OcspService ocsp;
    private final Routes routes;

    /** @param node names this node and process, unlike any other */
    public StatusFeature(
            Database database,
            ChangeFeed changes,
            AuditLog audit,
            StatusIssuers authorities,
            ResponderKeys keys,
            CertificateRegister register,
            InstantSource clock,
            SecureRandom random,
            String node) {
        this.changes = changes;
        this.issuers = new IssuerDirectory(authorities);

        CrlStore store = new CrlStore(database);
        this.published = new PublishedCrls(store);
        CrlPublication publication = new CrlPublication(database, store, authorities, published, changes, audit, clock);
        CrlBuilds builds =
                new CrlBuilds(id -> publication.publish(issuers.find(id).orElseThrow()), background);
        this.revocations = new StatusPublisher(store, builds, changes, clock);
        this.lists = new CrlService(issuers, published, publication, builds);

        this.answers = new OcspAnswers(clock, ANSWERS_IN_MEMORY);
        OcspResponders responders = new OcspResponders(
                database,
                new ResponderStore(database),
                new ResponderIssuance(keys, register, audit, random),
                keys,
                authorities,
                changes,
                answers,
                clock,
                node);
        this.ocsp = new OcspService(issuers, responders, new CertificateStatusStore(database), answers, clock);
        this.schedule = new StatusSchedule(issuers, store, published, publication, responders, clock);

        CrlRoutes crlRoutes = new CrlRoutes(lists, clock);
        OcspRoutes ocspRoutes = new OcspRoutes(ocsp, clock);
        this.routes = contract -> {
            crlRoutes.register(contract);
            ocspRoutes.register(contract);
        };
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(
                CertificateStatusRecord.class,
                CrlRecord.class,
                CrlPieceRecord.class,
                CrlPendingRecord.class,
                ResponderRecord.class);
    }

    /**
     * Loads what is published, makes what is missing, due or owed, and goes on doing so. The authorities are there, and those whose
     * slot is open can sign.
     */
    public void start() {
        prepare();
        schedule.start();
    }

    /** Everything but the clockwork. */
    void prepare() {
        changes.subscribeInBackground(AUTHORITY_CHANGE, id -> authoritiesChanged());
        changes.subscribeInBackground(CrlPublication.CHANGE, published::load);
        changes.subscribeInBackground(OcspResponders.CHANGE, schedule::responderChanged);
        changes.subscribe(
                StatusPublisher.CHANGE,
                serial -> answers.forget(SerialNumber.parse("serial", serial).value()));
        authoritiesChanged();
    }

    private void authoritiesChanged() {
        issuers.load();
        schedule.open();
    }

    /** What the clockwork does. */
    StatusSchedule schedule() {
        return schedule;
    }

    /** Hands in the operations of {@code /v1/crl} and {@code /v1/ocsp}. */
    public Routes routes() {
        return routes;
    }

    /** What a revocation has to tell. */
    public RevocationPublisher revocations() {
        return revocations;
    }

    /** The lists. */
    public CrlService lists() {
        return lists;
    }

    /** OCSP. */
    public OcspService ocsp() {
        return ocsp;
    }

    /** Signs nothing more by itself, and waits for what is being signed. */
    @Override
    public void close() {
        schedule.close();
        background.close();
    }
}
