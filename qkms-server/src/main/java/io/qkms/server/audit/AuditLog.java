package io.qkms.server.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.Transaction;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events: each as a CloudEvent 1.0 in canonical JSON (RFC 8785), with an entry in the outbox, in the transaction of what
 * it tells of. Safe for use by many threads.
 */
public final class AuditLog {
    /** The Kafka topic of all audit events. */
    public static final String TOPIC = "qkms.audit.ca";

    private static final String TYPE_PREFIX = "io.qkms.";

    private final Identifiers identifiers;
    private final InstantSource clock;
    private final String source;
    private final Runnable recorded;

    /**
     * @param source the CloudEvents source: a URI that names this installation
     * @param recorded called after each commit that recorded something: {@link AuditChain#wake()}
     */
    public AuditLog(Identifiers identifiers, InstantSource clock, String source, Runnable recorded) {
        this.identifiers = identifiers;
        this.clock = clock;
        this.source = source;
        this.recorded = recorded;
    }

    /** The entities of this feature. */
    public static List<Class<?>> records() {
        return List.of(AuditEventRecord.class, OutboxRecord.class);
    }

    /** Records an event if, and only if, the transaction commits. */
    public void record(Transaction transaction, AuditEvent event) {
        Instant now = clock.instant();
        String id = identifiers.next("evt");
        transaction
                .session()
                .persist(new AuditEventRecord(
                        id, now, TYPE_PREFIX + event.type(), event.tenant(), event.subject(), body(id, now, event)));
        transaction.session().persist(new OutboxRecord(id, TOPIC, event.subject(), now));
        transaction.afterCommit(recorded);
    }

    private String body(String id, Instant now, AuditEvent event) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", TYPE_PREFIX + event.type())
                .put("subject", event.subject())
                .put("time", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("datacontenttype", "application/json")
                .put("tenant", event.tenant());
        putIfPresent(body, "actor", event.actor());
        putIfPresent(body, "request_id", event.requestId());
        body.set("data", event.data());
        try {
            return new JsonCanonicalizer(body.toString()).getEncodedString();
        } catch (IOException e) {
            throw new IllegalStateException("an event of our own is not JSON", e);
        }
    }

    private static void putIfPresent(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
