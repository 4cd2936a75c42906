package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Issuer;
import io.qkms.server.ca.AuthorityFactory.Planned;
import io.qkms.server.key.Cause;
import io.qkms.server.store.Database;
import io.qkms.server.store.Transaction;
import java.time.Duration;
import java.util.List;
import org.hibernate.exception.ConstraintViolationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two hierarchies that a server in dev mode begins with: post-quantum and classical. Made in one transaction: after a crash
 * they are all there or not at all, and of several nodes that start together one makes them.
 */
final class InitialHierarchies {
    private static final Logger LOG = LoggerFactory.getLogger(InitialHierarchies.class);
    private static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365);
    private static final Duration INTERMEDIATE_VALIDITY = Duration.ofDays(10 * 365);
    private static final Duration CRL_REFRESH_PERIOD = Duration.ofDays(7);
    private static final Duration OCSP_REFRESH_PERIOD = Duration.ofHours(4);

    private final Database database;
    private final AuthorityFactory factory;
    private final String rootSlot;
    private final String caSlot;

    InitialHierarchies(Database database, AuthorityFactory factory, String rootSlot, String caSlot) {
        this.database = database;
        this.factory = factory;
        this.rootSlot = rootSlot;
        this.caSlot = caSlot;
    }

    /** Makes them if this installation has none. */
    void makeIfAbsent() {
        if (database.read(session -> CaStore.hasRepository(session, Repository.DEFAULT))) {
            return;
        }
        List<Hierarchy> hierarchies = List.of(postQuantum(), classical());
        try {
            database.inTransaction(transaction -> make(transaction, hierarchies));
        } catch (ConstraintViolationException e) {
            // The repositories are written first: whoever comes second waits there for the first, and then fails.
            LOG.info("another node has just made the hierarchies");
        }
    }

    private void make(Transaction transaction, List<Hierarchy> hierarchies) {
        hierarchies.forEach(hierarchy -> CaStore.add(transaction, hierarchy.repository()));
        transaction.session().flush();
        hierarchies.forEach(hierarchy -> make(transaction, hierarchy));
    }

    private void make(Transaction transaction, Hierarchy hierarchy) {
        AuthorityFactory.Made made = factory.root(transaction, hierarchy.repository(), hierarchy.root(), Cause.SERVER);
        Authority root = made.authority();
        Issuer issuer = Issuer.of(root.certificate(), made.signer());
        hierarchy
                .intermediates()
                .forEach(intermediate -> factory.intermediate(transaction, root, issuer, intermediate, Cause.SERVER));
    }

    /** A root and what stands below it, with their keys, none of which is stored yet. */
    private record Hierarchy(Repository repository, Planned root, List<Planned> intermediates) {}

    private Hierarchy postQuantum() {
        return new Hierarchy(
                repository(Repository.DEFAULT, "default"),
                root("root", "CN=Q-KMS Root CA,O=Q-KMS", Algorithm.ML_DSA_87),
                List.of(
                        intermediate("edge", "CN=Q-KMS Edge CA,O=Q-KMS", Algorithm.ML_DSA_65, List.of("apisix-edge")),
                        intermediate(
                                "internal",
                                "CN=Q-KMS Internal CA,O=Q-KMS",
                                Algorithm.ML_DSA_65,
                                List.of("internal-mtls", "keycloak-jwt"))));
    }

    private Hierarchy classical() {
        return new Hierarchy(
                repository(Repository.CLASSICAL, "classical"),
                root("root-classical", "CN=Q-KMS Classical Root CA,O=Q-KMS", Algorithm.EC_P384),
                List.of(
                        intermediate(
                                "edge-classical",
                                "CN=Q-KMS Classical Edge CA,O=Q-KMS",
                                Algorithm.EC_P256,
                                List.of("apisix-edge")),
                        intermediate(
                                "internal-classical",
                                "CN=Q-KMS Classical Internal CA,O=Q-KMS",
                                Algorithm.EC_P256,
                                List.of("internal-mtls"))));
    }

    private static Repository repository(int number, String name) {
        return new Repository(number, name, true, CRL_REFRESH_PERIOD, true, OCSP_REFRESH_PERIOD);
    }

    private Planned root(String name, String subject, Algorithm algorithm) {
        return factory.generate(new AuthorityFactory.Plan(
                name,
                DistinguishedName.parse("subject", subject),
                algorithm,
                ROOT_VALIDITY,
                null,
                List.of(),
                rootSlot));
    }

    private Planned intermediate(String name, String subject, Algorithm algorithm, List<String> profiles) {
        return factory.generate(new AuthorityFactory.Plan(
                name,
                DistinguishedName.parse("subject", subject),
                algorithm,
                INTERMEDIATE_VALIDITY,
                0,
                profiles,
                caSlot));
    }
}
