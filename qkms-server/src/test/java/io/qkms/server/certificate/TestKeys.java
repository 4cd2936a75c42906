package io.qkms.server.certificate;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.key.Usage;
import io.qkms.core.module.SignatureModules;
import io.qkms.core.slot.KeyPart;
import io.qkms.core.slot.Signer;
import io.qkms.core.slot.Slot;
import io.qkms.core.slot.SlotKey;
import io.qkms.core.slot.Slots;
import io.qkms.core.slot.SoftwareSlot;
import io.qkms.server.ca.AuthorityKeys;
import io.qkms.server.csr.HeldKeys;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Keys in real slots, their rows reduced to what foreign keys ask for. */
public final class TestKeys implements AuthorityKeys, HeldKeys {
    private final Slots slots;
    private final Identifiers identifiers;
    private final Map<String, List<KeyPart>> parts = new ConcurrentHashMap<>();
    private final Map<String, Usage> usages = new ConcurrentHashMap<>();
    private final Map<String, String> tenants = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();
    private final Set<String> sealed = ConcurrentHashMap.newKeySet();

    TestKeys(SignatureModules modules, SecureRandom random, Identifiers identifiers) {
        this.identifiers = identifiers;
        this.slots = new Slots(Stream.of("root", "ca", "default")
                .map(id -> new SoftwareSlot(id, SlotKey.generate(random), modules, random))
                .toList());
    }

    /** Lets a slot refuse to sign from now on. */
    public void seal(String slot) {
        sealed.add(slot);
    }

    void unseal() {
        sealed.clear();
    }

    /** A key of a tenant. */
    HeldKey make(
            Transaction transaction, String tenant, Usage usage, Algorithm algorithm, Map<String, String> keyTags) {
        String keyId = insert(transaction, tenant, usage, algorithm, "default");
        parts.put(keyId, List.of(generate(keyId, 1, algorithm, "default")));
        usages.put(keyId, usage);
        tenants.put(keyId, tenant);
        tags.put(keyId, keyTags);
        return require(transaction, tenant, keyId);
    }

    @Override
    public AuthorityKey generate(Transaction transaction, Algorithm algorithm, String slot) {
        String keyId = insert(transaction, "system", Usage.CA, algorithm, slot);
        parts.put(keyId, List.of(generate(keyId, 1, algorithm, slot)));
        return new AuthorityKey(keyId, 1, signer(keyId, 1));
    }

    @Override
    public Signer signer(String keyId, int version) {
        KeyPart part = parts.get(keyId).get(version - 1);
        if (sealed.contains(part.slot())) {
            throw QkmsException.of(ErrorCode.UNAVAILABLE, "slot", "sealed", part.slot());
        }
        return slots.signer(part);
    }

    @Override
    public HeldKey require(Transaction transaction, String tenant, String keyId) {
        if (!tenant.equals(tenants.get(keyId))) {
            throw QkmsException.notFound("key_id", keyId);
        }
        List<KeyPart> versions = parts.get(keyId);
        return new HeldKey(
                keyId, versions.size(), usages.get(keyId), versions.getLast().publicKey(), tags.get(keyId));
    }

    @Override
    public HeldKey rotate(Transaction transaction, String tenant, String keyId) {
        HeldKey before = require(transaction, tenant, keyId);
        KeyPart last = parts.get(keyId).getLast();
        KeyPart next = generate(keyId, before.version() + 1, last.algorithm(), last.slot());
        parts.put(
                keyId, Stream.concat(parts.get(keyId).stream(), Stream.of(next)).toList());
        return require(transaction, tenant, keyId);
    }

    private KeyPart generate(String keyId, int version, Algorithm algorithm, String slot) {
        return ((Slot.Generating) slots.slot(slot)).generate(keyId, version, 0, algorithm);
    }

    private String insert(Transaction transaction, String tenant, Usage usage, Algorithm algorithm, String slot) {
        String keyId = identifiers.next("key");
        transaction
                .session()
                .createNativeMutationQuery(
                        "insert into key_ (id, tenant_id, key_usage, algorithm, requested_algorithm,"
                                + " exportable, is_default, state, active_version, slot, created_at, row_version)"
                                + " values (:id, :tenant, :usage, :algorithm, :algorithm, false, false, 'ACTIVE', 1, :slot, :now, 0)")
                .setParameter("id", keyId)
                .setParameter("tenant", tenant)
                .setParameter("usage", usage.name())
                .setParameter("algorithm", algorithm.displayName())
                .setParameter("slot", slot)
                .setParameter("now", Instant.EPOCH)
                .executeUpdate();
        return keyId;
    }
}
