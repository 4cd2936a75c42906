package io.qkms.server.access;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.server.access.DenialCounts.Counted;
import io.qkms.server.audit.AuditEvent;
import io.qkms.server.audit.AuditLog;
import io.qkms.server.http.Outcome;
import io.qkms.server.http.RequestObserver;
import io.qkms.server.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings refused access into the audit log as {@code access.denied}: each request of a known caller, and those that prove no
 * caller counted by minute, address and code. A thread of its own writes. Safe for use by many threads.
 */
public final class AccessDenials implements RequestObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessDenials.class);
    private static final String TYPE = "access.denied";
    private static final int MAX_WAITING = 1_000;
    private static final int BATCH = 100;
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    private final Database database;
    private final AuditLog audit;
    private final DenialCounts counts;
    private final BlockingQueue<AuditEvent> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("access-denials").factory());

    public AccessDenials(Database database, AuditLog audit, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.counts = new DenialCounts(clock);
    }

    /** Begins to write. */
    public void start() {
        var unused = writer.scheduleWithFixedDelay(
                this::writeFinished, WRITE_EVERY.toMillis(), WRITE_EVERY.toMillis(), MILLISECONDS);
    }

    @Override
    public void answered(Outcome outcome) {
        if (outcome.code() == ErrorCode.UNAUTHENTICATED.code()) {
            unauthenticated(outcome.remoteAddress());
        } else if (outcome.code() == ErrorCode.FORBIDDEN.code()) {
            forbidden(outcome);
        }
    }

    /** A request proved no caller. */
    void unauthenticated(String address) {
        counts.add(address, ErrorCode.UNAUTHENTICATED);
    }

    /** Where they come faster than they can be written, they are counted like those of nobody. */
    private void forbidden(Outcome outcome) {
        String client = Objects.requireNonNullElse(outcome.clientId(), "unknown");
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("id", client)
                .put("code", outcome.code())
                .put("operation", outcome.operationId())
                .put("address", outcome.remoteAddress());
        String tenant = Objects.requireNonNullElse(outcome.tenant(), Tenant.SYSTEM);
        if (!waiting.offer(new AuditEvent(TYPE, client, tenant, outcome.clientId(), outcome.requestId(), data))) {
            counts.add(outcome.remoteAddress(), ErrorCode.FORBIDDEN);
        }
    }

    /** Writes what waits, and what was counted in the minutes that are over. */
    void writeFinished() {
        writeAll(counts.takeFinished());
    }

    private void writeAll(List<Counted> counted) {
        boolean written = write(counted.stream().map(AccessDenials::event).toList());
        while (written && !waiting.isEmpty()) {
            List<AuditEvent> batch = new ArrayList<>();
            waiting.drainTo(batch, BATCH);
            written = write(batch);
        }
    }

    /** What cannot be written waits on, as far as there is room. */
    private boolean write(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return true;
        }
        try {
            database.inTransaction(transaction -> events.forEach(event -> audit.record(transaction, event)));
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{} refusals of access cannot be written into the audit log; trying on", events.size(), e);
            lost(events.stream().filter(event -> !waiting.offer(event)).toList());
            return false;
        }
    }

    private static void lost(Collection<AuditEvent> events) {
        if (!events.isEmpty()) {
            LOG.error("{} refusals of access are not in the audit log: {}", events.size(), events);
        }
    }

    private static AuditEvent event(Counted counted) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("id", counted.address())
                .put("code", counted.code().code())
                .put("address", counted.address())
                .put("minute", counted.minute().toString())
                .put("requests", counted.requests());
        return new AuditEvent(TYPE, counted.address(), Tenant.SYSTEM, null, null, data);
    }

    /** Writes everything that was told, the running minute too, and ends. */
    @Override
    public void close() {
        // No interrupt: it would close H2's file under everyone.
        writer.close();
        writeAll(counts.takeAll());
        lost(waiting);
    }
}
