package io.qkms.server.key;

import io.qkms.core.error.QkmsException;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.Usage;
import io.qkms.core.x509.CertificationRequest;
import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.SubjectAlternativeName;
import io.qkms.server.access.Tenant;
import io.qkms.server.store.Database;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import io.qkms.server.store.Transaction;
import java.time.InstantSource;
import java.util.List;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** What callers do with keys. Safe for use by many threads. */
public final class KeyService {
    private static final String ROOT_SLOT = "root";

    private final Database database;
    private final KeyRing ring;
    private final KeyRotation rotation;
    private final KeyMemory memory;
    private final KeyEvents events;
    private final KeyUses uses;
    private final InstantSource clock;

    KeyService(
            Database database,
            KeyRing ring,
            KeyRotation rotation,
            KeyMemory memory,
            KeyEvents events,
            KeyUses uses,
            InstantSource clock) {
        this.database = database;
        this.ring = ring;
        this.rotation = rotation;
        this.memory = memory;
        this.events = events;
        this.uses = uses;
        this.clock = clock;
    }

    /**
     * Makes a key. The first of a realm makes the realm, and is its default.
     *
     * @throws QkmsException 40902 if the realm is another tenant's, or has another issuer
     */
    KeyEntry create(KeyPlan plan, Cause cause) {
        if (plan.realm() != null) {
            // Before a key is made for nothing; what counts is found under the realm's lock.
            memory.realm(plan.realm()).ifPresent(realm -> requireFits(realm.tenant(), realm.issuer(), plan));
        }
        KeyEntry generated = ring.generate(plan).entry();
        try {
            return database.transaction(transaction -> insert(transaction, plan, generated, cause));
        } catch (ConstraintViolationException e) {
            // Another node made the realm at the same moment: now it is there.
            return database.transaction(transaction -> insert(transaction, plan, generated, cause));
        }
    }

    private KeyEntry insert(Transaction transaction, KeyPlan plan, KeyEntry generated, Cause cause) {
        KeyEntry entry = plan.realm() == null ? generated : inRealm(transaction, plan, plan.realm(), generated);
        ring.insert(transaction, entry, cause);
        return entry;
    }

    private static KeyEntry inRealm(Transaction transaction, KeyPlan plan, String name, KeyEntry generated) {
        RealmRecord realm = KeyStore.lockRealm(transaction, name);
        boolean first = realm == null;
        if (realm == null) {
            realm = new RealmRecord(
                    name,
                    plan.tenant(),
                    plan.issuer(),
                    generated.id(),
                    generated.key().createdAt());
            transaction.session().persist(realm);
            transaction.session().flush();
        } else {
            requireFits(realm.tenant, realm.issuer, plan);
        }
        return new KeyEntry(
                generated.key(),
                generated.tenant(),
                generated.requestedAlgorithm(),
                generated.tags(),
                name,
                realm.issuer,
                first,
                generated.maxTokenTtl(),
                generated.slot());
    }

    private static void requireFits(String tenant, @Nullable String issuer, KeyPlan plan) {
        if (!tenant.equals(plan.tenant())) {
            throw QkmsException.conflict("realm", "realm.tenant", plan.realm());
        }
        if (plan.issuer() != null && !plan.issuer().equals(issuer)) {
            throw QkmsException.conflict("issuer", "realm.issuer", plan.issuer());
        }
    }

    /**
     * A key that the tenant may see: its own, and those of the intermediates, which belong to all.
     *
     * @throws QkmsException 40401 if it may see none
     */
    KeyEntry get(String tenant, String id) {
        return memory.key(id)
                .filter(entry -> entry.tenant().equals(tenant) || isIntermediates(entry))
                .orElseThrow(() -> QkmsException.notFound("id", id));
    }

    private static boolean isIntermediates(KeyEntry entry) {
        return entry.tenant().equals(Tenant.SYSTEM)
                && entry.key().usage() == Usage.CA
                && !entry.slot().equals(ROOT_SLOT);
    }

    /** A tenant's keys, the newest first. */
    Page<KeyView> list(String tenant, KeyFilter filter, PageRequest page) {
        return Page.of(
                database.read(session -> KeyStore.entries(session, filter.ids(session, tenant, page))),
                page,
                KeyEntry::id,
                this::view);
    }

    /**
     * Makes a new version that signs from now on. Where it signs a realm's tokens, every node publishes it before it does.
     *
     * @throws QkmsException 40401, 40902 if the key is an authority's or not usable
     */
    KeyEntry rotate(String tenant, String id, Cause cause) {
        requireOwn(tenant, id);
        return rotation.rotate(tenant, id, cause);
    }

    /**
     * A certification request for the version that signs, in DER.
     *
     * @throws QkmsException 40401, 40902 if the key is an authority's or not usable
     */
    byte[] certificationRequest(
            String tenant, String id, DistinguishedName subject, List<SubjectAlternativeName> names) {
        KeyEntry entry = requireOwn(tenant, id);
        KeyVersion active = entry.key().activeVersion();
        byte[] request = CertificationRequest.create(ring.signer(active), subject, names);
        uses.add(entry);
        return request;
    }

    /**
     * Lets a key sign for its realm where neither key nor algorithm is named.
     *
     * @throws QkmsException 40401, 40902 if the key has no realm, is an authority's or not usable
     */
    KeyEntry makeDefault(String tenant, String id, Cause cause) {
        KeyEntry entry = requireOwn(tenant, id);
        entry.key().requireUsable();
        String realm = entry.realm();
        if (realm == null) {
            throw QkmsException.conflict("id", "key.no_realm", id);
        }
        return database.transaction(transaction -> {
            RealmRecord row = KeyStore.lockRealm(transaction, realm);
            if (row == null) {
                throw new IllegalStateException("key " + id + " has a realm that is not there");
            }
            if (id.equals(row.defaultKeyId)) {
                return ring.require(transaction, tenant, id);
            }
            List<String> all = KeyStore.makeDefault(transaction, row, id);
            KeyEntry changed = ring.require(transaction, tenant, id);
            events.madeDefault(transaction, changed, all, cause);
            return changed;
        });
    }

    private KeyEntry requireOwn(String tenant, String id) {
        KeyEntry entry = get(tenant, id);
        if (!entry.tenant().equals(tenant)) {
            throw QkmsException.conflict("id", "key.authority", id);
        }
        return entry;
    }

    /** A key as answers print it. */
    KeyView view(KeyEntry entry) {
        return KeyView.of(entry, clock.instant());
    }
}
