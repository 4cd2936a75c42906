package io.qkms.server.ca;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.x509.Certificate;
import io.qkms.server.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.Session;

/** The queries about authorities. */
final class CaStore {
    private CaStore() {}

    /** All authorities, the oldest first. */
    static Map<String, Authority> all(Session session) {
        Map<Integer, Repository> repositories = session.createQuery("from RepositoryRecord", RepositoryRecord.class)
                .getResultStream()
                .map(RepositoryRecord::value)
                .collect(Collectors.toMap(Repository::number, Function.identity()));
        Map<String, Authority> authorities = new LinkedHashMap<>();
        for (CaRecord row : session.createQuery("from CaRecord order by certificateNumber", CaRecord.class)
                .getResultList()) {
            Repository repository = Objects.requireNonNull(repositories.get(row.repository));
            authorities.put(row.id, value(row, repository, authorities));
        }
        return authorities;
    }

    /** An authority is always numbered after the one that certified it. */
    private static Authority value(CaRecord row, Repository repository, Map<String, Authority> above) {
        List<Certificate> issuers = new ArrayList<>();
        for (Authority issuer = above.get(row.parentId); issuer != null; issuer = above.get(issuer.parentId())) {
            issuers.add(issuer.certificate());
        }
        return new Authority(
                row.id,
                CaKind.valueOf(row.kind),
                row.name,
                repository,
                row.parentId,
                row.keyId,
                row.keyVersion,
                row.certificateNumber,
                Certificate.ofDer(row.certificate),
                issuers,
                Algorithm.ofDisplayName(row.algorithm),
                row.profiles.lines().toList(),
                CaStatus.valueOf(row.status),
                row.createdAt);
    }

    static boolean hasRepository(Session session, int number) {
        return session.find(RepositoryRecord.class, number) != null;
    }

    static void add(Transaction transaction, Repository repository) {
        transaction.session().persist(new RepositoryRecord(repository));
    }

    /** Lets one transaction at a time look which names and subjects are taken, and take some. */
    static void lockNames(Session session) {
        var unused = session.createQuery("from RepositoryRecord order by number", RepositoryRecord.class)
                .setHibernateLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList();
    }

    static boolean hasName(Session session, String name) {
        return exists(session, "name = :value and status <> 'REVOKED'", name);
    }

    static boolean hasSubject(Session session, String subject) {
        return exists(session, "subject = :value", subject);
    }

    private static boolean exists(Session session, String condition, String value) {
        return session.createQuery("select count(*) from CaRecord where " + condition, Long.class)
                        .setParameter("value", value)
                        .getSingleResult()
                > 0;
    }

    static void add(Transaction transaction, String tenant, Authority authority) {
        CaRecord row = new CaRecord();
        row.id = authority.id();
        row.tenant = tenant;
        row.kind = authority.kind().name();
        row.name = authority.name();
        row.repository = authority.repository().number();
        row.parentId = authority.parentId();
        row.keyId = authority.keyId();
        row.keyVersion = authority.keyVersion();
        row.certificateNumber = authority.certificateNumber();
        row.subject = authority.certificate().subject().toString();
        row.algorithm = authority.algorithm().displayName();
        row.pathLength = authority.certificate().basicConstraints().pathLength();
        row.profiles = String.join("\n", authority.profiles());
        row.status = authority.status().name();
        row.createdAt = authority.createdAt();
        row.certificate = authority.certificate().encoded();
        transaction.session().persist(row);
    }

    static void setStatus(Transaction transaction, String id, CaStatus status) {
        transaction
                .session()
                .createMutationQuery("update CaRecord set status = :status where id = :id")
                .setParameter("status", status.name())
                .setParameter("id", id)
                .executeUpdate();
    }

    static Optional<String> partition(Session session, String issuerId, String profile) {
        return session.createQuery(
                        "select id from CrlPartitionRecord where issuerId = :issuer and profile = :profile",
                        String.class)
                .setParameter("issuer", issuerId)
                .setParameter("profile", profile)
                .uniqueResultOptional();
    }
}
