package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An audit event (CloudEvents 1.0).
 *
 * @param id its id
 * @param source who tells it
 * @param type what happened, for example {@code io.qkms.certificate.issued}
 * @param subject what it happened to
 * @param time when
 * @param tenant whose it is
 * @param actor who did it
 * @param requestId the request that caused it
 * @param data more, by type
 * @param sequence its place in the chain; null until it is chained
 */
public record AuditEvent(
        String id,
        @Nullable String source,
        String type,
        @Nullable String subject,
        Instant time,
        @Nullable String tenant,
        @Nullable String actor,
        @Nullable String requestId,
        @Nullable JsonNode data,
        @Nullable Long sequence) {}
