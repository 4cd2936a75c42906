package io.qkms.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Something that the audit log keeps.
 *
 * @param type the event's name, for example {@code certificate.issued}; the log puts {@code io.qkms.} before it
 * @param subject what it is about: a serial number, a key's id, a client's id; events of one subject keep their order
 * @param tenant whose it is; {@code system} for what belongs to the installation
 * @param actor the client that caused it; null where nobody did
 * @param requestId the request that caused it; null where none did
 * @param data what else there is to know, as the contract lists it; never a secret
 */
public record AuditEvent(
        String type,
        String subject,
        String tenant,
        @Nullable String actor,
        @Nullable String requestId,
        JsonNode data) {}
