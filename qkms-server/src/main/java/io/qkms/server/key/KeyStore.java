package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.key.Key;
import io.qkms.core.key.KeyState;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.core.key.VersionState;
import io.qkms.core.slot.KeyPart;
import io.qkms.server.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/** The queries of keys and realms. */
final class KeyStore {
    private KeyStore() {}

    /** A key, whosoever it is. */
    static Optional<KeyEntry> find(Session session, String id) {
        return entries(session, List.of(id)).stream().findFirst();
    }

    /** A key, with its row and its versions' rows locked until the transaction ends. */
    static Optional<KeyEntry> lock(Transaction transaction, String id) {
        Session session = transaction.session();
        KeyRecord row = session.find(KeyRecord.class, id, LockMode.PESSIMISTIC_WRITE);
        if (row == null) {
            return Optional.empty();
        }
        versionsOf(session, List.of(id), EnumSet.allOf(VersionState.class))
                .setHibernateLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList();
        return find(session, id);
    }

    /**
     * A version of a key as it is now, its row locked until the transaction ends.
     *
     * @param known the key as it once was: parts do not change
     */
    static Optional<KeyVersion> lockVersion(Transaction transaction, Key known, int number) {
        return known.version(number)
                .flatMap(version -> Optional.ofNullable(transaction
                                .session()
                                .find(
                                        KeyVersionRecord.class,
                                        new KeyVersionRecord.Id(known.id(), number),
                                        LockMode.PESSIMISTIC_WRITE))
                        .map(row -> version(row, version.parts())));
    }

    /** Writes the state of a version that {@link #lockVersion} gave. */
    static void update(Transaction transaction, String keyId, KeyVersion version) {
        copyState(
                version,
                transaction.session().find(KeyVersionRecord.class, new KeyVersionRecord.Id(keyId, version.version())));
    }

    /** The keys with these identifiers, in their order. */
    static List<KeyEntry> entries(Session session, List<String> ids) {
        return entries(session, ids, EnumSet.allOf(VersionState.class));
    }

    private static List<KeyEntry> entries(Session session, List<String> ids, Set<VersionState> states) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, KeyRecord> rows = session.createSelectionQuery("from KeyRecord where id in (:ids)", KeyRecord.class)
                .setParameterList("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(row -> row.id, Function.identity()));
        // Before their parts: a version that is committed in between is then not seen at all, rather than without
        // parts.
        Map<String, List<KeyVersionRecord>> versions = versionsOf(session, ids, states)
                .getResultStream()
                .collect(Collectors.groupingBy(version -> version.keyId));
        Set<Integer> numbers = versions.values().stream()
                .flatMap(List::stream)
                .map(version -> version.version)
                .collect(Collectors.toSet());
        Map<String, List<KeyPartRecord>> parts = session.createSelectionQuery(
                        "from KeyPartRecord where keyId in (:ids) and version in (:numbers)"
                                + " order by keyId, version, index",
                        KeyPartRecord.class)
                .setParameterList("ids", ids)
                .setParameterList("numbers", numbers)
                .getResultStream()
                .collect(Collectors.groupingBy(part -> part.keyId));
        Map<String, List<KeyTagRecord>> tags = session.createSelectionQuery(
                        "from KeyTagRecord where keyId in (:ids)", KeyTagRecord.class)
                .setParameterList("ids", ids)
                .getResultStream()
                .collect(Collectors.groupingBy(tag -> tag.keyId));
        return ids.stream()
                .map(rows::get)
                .filter(Objects::nonNull)
                .filter(row -> versions.containsKey(row.id))
                .map(row -> entry(
                        row,
                        versions.getOrDefault(row.id, List.of()),
                        parts.getOrDefault(row.id, List.of()),
                        tags.getOrDefault(row.id, List.of())))
                .toList();
    }

    private static SelectionQuery<KeyVersionRecord> versionsOf(
            Session session, List<String> ids, Set<VersionState> states) {
        return session.createSelectionQuery(
                        "from KeyVersionRecord where keyId in (:ids) and state in (:states) order by keyId, version",
                        KeyVersionRecord.class)
                .setParameterList("ids", ids)
                .setParameterList("states", names(states));
    }

    private static List<String> names(Set<VersionState> states) {
        return states.stream().map(VersionState::name).toList();
    }

    private static KeyEntry entry(
            KeyRecord row, List<KeyVersionRecord> versions, List<KeyPartRecord> parts, Collection<KeyTagRecord> tags) {
        Key key = new Key(
                row.id,
                Usage.valueOf(row.usage),
                Algorithm.ofDisplayName(row.algorithm),
                row.hybridForm == null ? null : HybridForm.valueOf(row.hybridForm),
                row.exportable,
                KeyState.valueOf(row.state),
                row.createdAt,
                versions.stream()
                        .map(version -> version(
                                version,
                                parts.stream()
                                        .filter(part -> part.version == version.version)
                                        .map(KeyStore::part)
                                        .toList()))
                        .toList());
        return new KeyEntry(
                key,
                row.tenant,
                row.requestedAlgorithm,
                tags.stream().collect(Collectors.toMap(tag -> tag.name, tag -> tag.value)),
                row.realm,
                row.issuer,
                row.isDefault,
                row.maxTokenTtl == null ? null : Duration.parse(row.maxTokenTtl),
                row.slot);
    }

    private static KeyVersion version(KeyVersionRecord row, List<KeyPart> parts) {
        return new KeyVersion(
                row.version,
                row.kid,
                VersionState.valueOf(row.state),
                row.createdAt,
                row.activatedAt,
                row.retiresAt,
                row.latestExpiry,
                parts);
    }

    // NullAway does not see in a class file that the array itself may be null.
    @SuppressWarnings("NullAway")
    private static KeyPart part(KeyPartRecord row) {
        return new KeyPart(
                row.keyId,
                row.version,
                row.index,
                row.slot,
                Algorithm.ofDisplayName(row.algorithm),
                row.publicKey,
                row.sealed,
                row.tokenHandle);
    }

    /** Writes a new key. */
    static void insert(Transaction transaction, KeyEntry entry) {
        Session session = transaction.session();
        Key key = entry.key();
        KeyRecord row = new KeyRecord();
        row.id = key.id();
        row.tenant = entry.tenant();
        row.usage = key.usage().name();
        row.algorithm = key.algorithm().displayName();
        row.requestedAlgorithm = entry.requestedAlgorithm();
        row.hybridForm = key.hybridForm() == null ? null : key.hybridForm().name();
        row.exportable = key.exportable();
        row.realm = entry.realm();
        row.issuer = entry.issuer();
        row.isDefault = entry.defaultOfRealm();
        row.maxTokenTtl =
                entry.maxTokenTtl() == null ? null : entry.maxTokenTtl().toString();
        row.state = key.state().name();
        row.activeVersion = activeVersion(key);
        row.slot = entry.slot();
        row.createdAt = key.createdAt();
        session.persist(row);
        key.versions().forEach(version -> insert(session, key.id(), version));
        entry.tags().forEach((name, value) -> session.persist(new KeyTagRecord(key.id(), entry.tenant(), name, value)));
    }

    private static void insert(Session session, String keyId, KeyVersion version) {
        KeyVersionRecord row = new KeyVersionRecord();
        row.keyId = keyId;
        row.version = version.version();
        row.kid = version.kid();
        row.createdAt = version.createdAt();
        copyState(version, row);
        session.persist(row);
        for (KeyPart part : version.parts()) {
            KeyPartRecord partRow = new KeyPartRecord();
            partRow.keyId = keyId;
            partRow.version = part.version();
            partRow.index = part.index();
            partRow.slot = part.slot();
            partRow.algorithm = part.algorithm().displayName();
            partRow.publicKey = part.publicKey();
            partRow.sealed = part.sealed();
            partRow.tokenHandle = part.tokenHandle();
            session.persist(partRow);
        }
    }

    private static void copyState(KeyVersion version, KeyVersionRecord row) {
        row.state = version.state().name();
        row.activatedAt = version.activatedAt();
        row.retiresAt = version.retiresAt();
        row.latestExpiry = version.latestExpiry();
    }

    /** Writes the states of a key that {@link #lock} gave, and the versions that it did not have then. */
    static void update(Transaction transaction, Key key) {
        Session session = transaction.session();
        KeyRecord row = session.find(KeyRecord.class, key.id());
        row.state = key.state().name();
        row.activeVersion = activeVersion(key);
        for (KeyVersion version : key.versions()) {
            KeyVersionRecord versionRow =
                    session.find(KeyVersionRecord.class, new KeyVersionRecord.Id(key.id(), version.version()));
            if (versionRow == null) {
                insert(session, key.id(), version);
            } else {
                copyState(version, versionRow);
            }
        }
    }

    /** Also of a key that may not sign at present. */
    private static int activeVersion(Key key) {
        return key.versions().stream()
                .filter(version -> version.state() == VersionState.ACTIVE)
                .mapToInt(KeyVersion::version)
                .findFirst()
                .orElse(0);
    }

    /** A realm's row, locked until the transaction ends; null if there is none. */
    static @Nullable RealmRecord lockRealm(Transaction transaction, String name) {
        return transaction.session().find(RealmRecord.class, name, LockMode.PESSIMISTIC_WRITE);
    }

    static @Nullable RealmRecord findRealm(Session session, String name) {
        return session.find(RealmRecord.class, name);
    }

    /** Every key of a realm with the versions that are published, the oldest first. */
    static List<KeyEntry> ofRealm(Session session, String realm) {
        return entries(
                session,
                session.createSelectionQuery("select id from KeyRecord where realm = :realm order by id", String.class)
                        .setParameter("realm", realm)
                        .getResultList(),
                EnumSet.complementOf(EnumSet.of(VersionState.RETIRED)));
    }

    /** The first key of a tenant and usage that has no realm. */
    static Optional<KeyEntry> own(Session session, String tenant, Usage usage) {
        return session.createSelectionQuery(
                        "select id from KeyRecord where tenant = :tenant and usage = :usage and realm is null order by id",
                        String.class)
                .setParameter("tenant", tenant)
                .setParameter("usage", usage.name())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .flatMap(id -> find(session, id));
    }

    /** Lets one key of a realm, which is locked, be its default; returns the identifiers of all the realm's keys. */
    static List<String> makeDefault(Transaction transaction, RealmRecord realm, String keyId) {
        List<KeyRecord> rows = transaction
                .session()
                .createSelectionQuery("from KeyRecord where realm = :realm order by id", KeyRecord.class)
                .setHibernateLockMode(LockMode.PESSIMISTIC_WRITE)
                .setParameter("realm", realm.name)
                .getResultList();
        rows.forEach(row -> row.isDefault = row.id.equals(keyId));
        realm.defaultKeyId = keyId;
        return rows.stream().map(row -> row.id).toList();
    }

    /** The key that has a version with this key identifier. */
    static Optional<String> idByKid(Session session, String kid) {
        return session.createSelectionQuery("select keyId from KeyVersionRecord where kid = :kid", String.class)
                .setParameter("kid", kid)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** Keys with versions whose time to retire has come. */
    static List<String> dueToRetire(Session session, Instant now, int limit) {
        return session.createSelectionQuery(
                        "select distinct keyId from KeyVersionRecord where state = :state and retiresAt <= :now",
                        String.class)
                .setParameter("state", VersionState.RETIRING.name())
                .setParameter("now", now)
                .setMaxResults(limit)
                .getResultList();
    }
}
