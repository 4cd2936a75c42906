package io.qkms.server.key;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.key.KeyVersion;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Transaction;
import java.util.List;

/** Tells of a key's changes: the audit log, and every node that has the key in memory. Both with the change's commit. */
final class KeyEvents {
    /** The kind of change that names a key. */
    static final String KEY_CHANGE = "key";

    /** The kind of change that names a realm. */
    static final String REALM_CHANGE = "realm";

    private final AuditLog audit;
    private final ChangeFeed changes;

    KeyEvents(AuditLog audit, ChangeFeed changes) {
        this.audit = audit;
        this.changes = changes;
    }

    /** A version of a key was made, rotated in or retired. */
    void happened(Transaction transaction, String type, KeyEntry entry, KeyVersion version, Cause cause) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("key_id", entry.id());
        data.put("realm", entry.realm());
        data.put("usage", entry.key().usage().name());
        data.put("version", version.version());
        data.put("kid", version.kid());
        data.put("state", version.state().name());
        audit.record(
                transaction, new AuditEvent(type, entry.id(), entry.tenant(), cause.actor(), cause.requestId(), data));
        changed(transaction, entry);
    }

    /**
     * Another key became the default of its realm: for relying parties it is the one that is active now. All keys of a realm
     * show whether they are the default, so every one of them is told of.
     */
    void madeDefault(Transaction transaction, KeyEntry entry, List<String> realmKeys, Cause cause) {
        happened(transaction, "key.activated", entry, entry.key().activeVersion(), cause);
        realmKeys.stream()
                .filter(id -> !id.equals(entry.id()))
                .forEach(id -> changes.publish(transaction, KEY_CHANGE, id));
    }

    /** What nodes have in memory of this key is old. */
    void changed(Transaction transaction, KeyEntry entry) {
        changes.publish(transaction, KEY_CHANGE, entry.id());
        if (entry.realm() != null) {
            changes.publish(transaction, REALM_CHANGE, entry.realm());
        }
    }

    /** A key was used so often within a minute. */
    void used(Transaction transaction, KeyUses.Counted counted) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("key_id", counted.keyId());
        data.put("minute", counted.minute().toString());
        data.put("uses", counted.uses());
        audit.record(transaction, new AuditEvent("key.used", counted.keyId(), counted.tenant(), null, null, data));
    }
}
