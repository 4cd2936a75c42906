package io.qkms.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.access.Caller;
import io.qkms.server.store.Database;
import io.qkms.server.store.Page;
import io.qkms.server.store.PageRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and verifies the audit log. Safe for use by many threads. */
public final class AuditService {
    private static final int VERIFY_AT_ONCE = 1_000;
    private static final String TENANT_ADMIN = "tenant:admin";
    private static final HexFormat HEX = HexFormat.of();

    private final Database database;
    private final ObjectMapper json = new ObjectMapper();

    public AuditService(Database database) {
        this.database = database;
    }

    /**
     * A tenant's events and those of the installation about its authorities, the latest first: CloudEvents with their places in the
     * chain. The rest of the installation's, such as refused requests with the addresses of whoever sent them, may concern other
     * tenants: only who administers tenants sees it.
     */
    public Page<ObjectNode> list(Caller caller, PageRequest page) {
        boolean everything = caller.mayUse(TENANT_ADMIN);
        return Page.of(
                database.read(session -> AuditStore.list(session, caller.tenant(), everything, page)),
                page,
                event -> String.valueOf(event.place()),
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

    /**
     * Walks over the whole chain, from its first link to the head as it is now. The hashes cover the events; the columns by which
     * events are found are compared with them.
     */
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

    private boolean holds(AuditStore.Chained event, ChainLink before, ChainLink link) {
        return event.sequence() == link.sequence()
                && Arrays.equals(event.previousHash(), before.hash())
                && Arrays.equals(event.hash(), link.hash())
                && isFiledRightly(event);
    }

    private boolean isFiledRightly(AuditStore.Chained event) {
        try {
            JsonNode body = json.readTree(event.body());
            Instant time = Instant.parse(body.path("time").asText());
            return body.path("id").asText().equals(event.id())
                    && body.path("tenant").asText().equals(event.tenant())
                    && body.path("type").asText().equals(event.type())
                    && body.path("subject").asText().equals(event.subject())
                    // The body has whole seconds; a store may round up to the next.
                    && !event.at().isBefore(time)
                    && !event.at().isAfter(time.plusSeconds(1));
        } catch (JsonProcessingException | DateTimeParseException e) {
            return false;
        }
    }

    private AuditVerification result(long records, @Nullable Long firstBroken) {
        long unchained = database.read(AuditStore::countUnchained);
        return new AuditVerification(firstBroken == null, records, unchained, firstBroken, null);
    }
}
