package io.qkms.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.store.Database;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and verifies the audit log. Safe for use by many threads. */
public final class AuditService {
    private static final int VERIFY_AT_ONCE = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    private final Database database;
    private final ObjectMapper json = new ObjectMapper();

    public AuditService(Database database) {
        this.database = database;
    }

    /** A tenant's events and those of the installation, the latest first: CloudEvents with their places in the chain. */
    public Page<ObjectNode> list(String tenant, PageRequest page) {
        return Page.of(
                database.read(session -> AuditStore.list(session, tenant, page)),
                page,
                event -> String.valueOf(event.ordinal),
                this::view);
    }

    private ObjectNode view(AuditEventRecord event) {
        try {
            ObjectNode view = (ObjectNode) json.readTree(event.body);
            return view.put("sequence", event.sequence)
                    .put("previous_hash", hex(event.previousHash))
                    .put("hash", hex(event.hash));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("audit event " + event.id + " is not JSON", e);
        }
    }

    private static @Nullable String hex(byte @Nullable [] octets) {
        return octets == null ? null : HEX.formatHex(octets);
    }

    /** Walks over the whole chain, from its first link to the head as it is now. */
    public AuditVerification verify() {
        ChainLink head = database.read(AuditStore::head);
        ChainLink last = new ChainLink(0, new byte[0]);
        while (last.sequence() < head.sequence()) {
            long after = last.sequence();
            List<AuditStore.Chained> events =
                    database.read(session -> AuditStore.chained(session, after, VERIFY_AT_ONCE));
            for (AuditStore.Chained event : events) {
                ChainLink link = last.then(event.body());
                if (!holds(event, last, link)) {
                    return result(last.sequence(), link.sequence());
                }
                last = link;
                if (last.sequence() == head.sequence()) {
                    break;
                }
            }
            if (last.sequence() == after) {
                return result(last.sequence(), after + 1);
            }
        }
        return result(last.sequence(), last.equals(head) ? null : head.sequence());
    }

    private static boolean holds(AuditStore.Chained event, ChainLink before, ChainLink link) {
        return event.sequence() == link.sequence()
                && Arrays.equals(event.previousHash(), before.hash())
                && Arrays.equals(event.hash(), link.hash());
    }

    private AuditVerification result(long records, @Nullable Long firstBroken) {
        long unchained = database.read(AuditStore::countUnchained);
        return new AuditVerification(firstBroken == null, records, unchained, firstBroken, null);
    }
}
