package io.qkms.server.key;

import io.qkms.core.slot.Slots;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Nodes;
import java.time.InstantSource;
import java.util.List;

/**
 * The keys of this node, built from what they need.
 *
 * @param ring for other features
 * @param rotation gives keys new versions
 * @param memory keys and realms in memory
 * @param reservations how long tokens may live
 * @param uses counts uses
 * @param service for callers
 * @param upkeep to be started with the server and closed with it
 */
public record Keys(
        KeyRing ring,
        KeyRotation rotation,
        KeyMemory memory,
        ExpiryReservations reservations,
        KeyUses uses,
        KeyService service,
        KeyUpkeep upkeep) {

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(
                RealmRecord.class, KeyRecord.class, KeyTagRecord.class, KeyVersionRecord.class, KeyPartRecord.class);
    }

    /** Builds them; {@code changes} is to be started afterwards. */
    public static Keys on(
            Database database,
            Slots slots,
            AuditLog audit,
            ChangeFeed changes,
            Nodes nodes,
            Identifiers identifiers,
            InstantSource clock) {
        KeyEvents events = new KeyEvents(audit, changes);
        KeyRing ring = new KeyRing(database, slots, events, identifiers, clock);
        KeyRotation rotation = new KeyRotation(database, ring, events, nodes);
        KeyMemory memory = new KeyMemory(database, changes);
        KeyUses uses = new KeyUses(clock);
        return new Keys(
                ring,
                rotation,
                memory,
                new ExpiryReservations(database, changes, clock),
                uses,
                new KeyService(database, ring, rotation, memory, events, uses, clock),
                new KeyUpkeep(database, ring, uses, events));
    }
}
