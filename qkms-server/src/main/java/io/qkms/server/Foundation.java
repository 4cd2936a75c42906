package io.qkms.server;

import io.qkms.core.module.BouncyCastleModule;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.Slots;
import io.qkms.server.access.Tenants;
import io.qkms.server.audit.AuditChain;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.ca.CaService;
import io.qkms.server.certificate.CertificateLedger;
import io.qkms.server.config.QkmsConfiguration;
import io.qkms.server.csr.CsrService;
import io.qkms.server.http.SigningPool;
import io.qkms.server.installation.Installation;
import io.qkms.server.installation.SlotOpening;
import io.qkms.server.key.Keys;
import io.qkms.server.ops.Metrics;
import io.qkms.server.status.StatusFeature;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Lease;
import io.qkms.server.store.Nodes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every feature stands on: the database and what it tells, cryptography and its slots, the audit log.
 *
 * @param node names this node and process, unlike any other
 */
record Foundation(
        InstantSource clock,
        SecureRandom random,
        String node,
        Metrics metrics,
        SignatureModules modules,
        SigningPool pool,
        Database database,
        Identifiers identifiers,
        ChangeFeed changes,
        Nodes nodes,
        AuditLog audit,
        AuditChain chain,
        Tenants tenants,
        Slots slots) {

    /** Everything that the database keeps. */
    private static final List<Class<?>> RECORDS = Stream.of(
                    Installation.records(),
                    Tenants.records(),
                    ChangeFeed.records(),
                    AuditLog.records(),
                    Keys.records(),
                    CaService.records(),
                    CsrService.records(),
                    CertificateLedger.records(),
                    StatusFeature.records())
            .flatMap(List::stream)
            .toList();

    /**
     * Opens the database and the slots.
     *
     * @throws io.qkms.server.installation.StartRefused if what is there is not for this configuration
     */
    static Foundation lay(QkmsConfiguration configuration, InstantSource clock, Closing closing) {
        SecureRandom random = new SecureRandom();
        Metrics metrics = new Metrics();
        Identifiers identifiers = new Identifiers(clock, random);
        String node = identifiers.next("node");
        SignatureModules modules = new SignatureModules(List.of(new BouncyCastleModule(random)), clock);

        Database database = closing.later(Database.open(configuration.database(), RECORDS));
        Tenants tenants = new Tenants(database, random, clock);
        Installation installation = Installation.open(database, configuration.devMode(), tenants, identifiers, clock);

        SigningPool pool = closing.later(new SigningPool(configuration.signingThreads()));
        Slots slots = new SlotOpening(database, configuration.devMode(), modules, pool, metrics, random, clock)
                .open(configuration.slots());

        Lease chaining = new Lease(database, clock, AuditChain.LEASE, node, AuditChain.LEASE_TIME);
        AuditChain chain = new AuditChain(database, chaining, clock);
        AuditLog audit = new AuditLog(identifiers, clock, "urn:qkms:" + installation.id(), chain::wake);
        ChangeFeed changes = new ChangeFeed(database, clock);
        return new Foundation(
                clock,
                random,
                node,
                metrics,
                modules,
                pool,
                database,
                identifiers,
                changes,
                new Nodes(database, changes, node),
                audit,
                chain,
                tenants,
                slots);
    }
}
