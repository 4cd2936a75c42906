package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.Issuer;
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
        try {
            database.inTransaction(this::make);
        } catch (ConstraintViolationException e) {
            // The repositories are written first: whoever comes second waits there for the first, and then fails.
            LOG.info("another node has just made the hierarchies");
        }
    }

    private void make(Transaction transaction) {
        Repository postQuantum = repository(Repository.DEFAULT, "default");
        Repository classical = repository(Repository.CLASSICAL, "classical");
        CaStore.add(transaction, postQuantum);
        CaStore.add(transaction, classical);
        transaction.session().flush();

        Hierarchy first = root(transaction, postQuantum, "root", "CN=Q-KMS Root CA,O=Q-KMS", Algorithm.ML_DSA_87);
        first.intermediate("edge", "CN=Q-KMS Edge CA,O=Q-KMS", Algorithm.ML_DSA_65, List.of("apisix-edge"));
        first.intermediate(
                "internal",
                "CN=Q-KMS Internal CA,O=Q-KMS",
                Algorithm.ML_DSA_65,
                List.of("internal-mtls", "keycloak-jwt"));

        Hierarchy second =
                root(transaction, classical, "root-classical", "CN=Q-KMS Classical Root CA,O=Q-KMS", Algorithm.EC_P384);
        second.intermediate(
                "edge-classical", "CN=Q-KMS Classical Edge CA,O=Q-KMS", Algorithm.EC_P256, List.of("apisix-edge"));
        second.intermediate(
                "internal-classical",
                "CN=Q-KMS Classical Internal CA,O=Q-KMS",
                Algorithm.EC_P256,
                List.of("internal-mtls"));
    }

    private static Repository repository(int number, String name) {
        return new Repository(number, name, true, CRL_REFRESH_PERIOD, true, OCSP_REFRESH_PERIOD);
    }

    private Hierarchy root(
            Transaction transaction, Repository repository, String name, String subject, Algorithm algorithm) {
        AuthorityFactory.Plan plan = new AuthorityFactory.Plan(
                name, DistinguishedName.parse("subject", subject), algorithm, ROOT_VALIDITY, null, List.of(), rootSlot);
        AuthorityFactory.Made root = factory.root(transaction, repository, plan, Cause.SERVER);
        return new Hierarchy(
                transaction, root.authority(), Issuer.of(root.authority().certificate(), root.signer()));
    }

    /** A root that is being given its intermediates. */
    private final class Hierarchy {
        private final Transaction transaction;
        private final Authority root;
        private final Issuer issuer;

        Hierarchy(Transaction transaction, Authority root, Issuer issuer) {
            this.transaction = transaction;
            this.root = root;
            this.issuer = issuer;
        }

        void intermediate(String name, String subject, Algorithm algorithm, List<String> profiles) {
            AuthorityFactory.Plan plan = new AuthorityFactory.Plan(
                    name,
                    DistinguishedName.parse("subject", subject),
                    algorithm,
                    INTERMEDIATE_VALIDITY,
                    0,
                    profiles,
                    caSlot);
            factory.intermediate(transaction, root, issuer, plan, Cause.SERVER);
        }
    }
}
