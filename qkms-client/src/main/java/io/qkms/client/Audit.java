package io.qkms.client;

import io.qkms.client.model.AuditEvent;
import io.qkms.client.model.AuditVerification;
import io.qkms.client.model.Page;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The record of what was done. Scope {@code audit:read}. Safe for use by many threads. */
public final class Audit {
    private static final String EVENTS = "/v1/audit/events";

    private final Transport transport;

    Audit(Transport transport) {
        this.transport = transport;
    }

    /**
     * A part of the events.
     *
     * @param cursor where to go on; null for the beginning
     */
    public Page<AuditEvent> events(Filter filter, @Nullable String cursor) {
        return transport.page(filter.on(Call.get(EVENTS)).query("cursor", cursor), AuditEvent.class);
    }

    /** All events, fetched part by part while the stream is read. */
    public Stream<AuditEvent> all(Filter filter) {
        return Paging.stream(cursor -> events(filter, cursor));
    }

    /** Lets the server check its chain of records. */
    public AuditVerification verify() {
        return transport.json(Call.get("/v1/audit/verify"), AuditVerification.class);
    }
}
