package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether the chain of audit records holds.
 *
 * @param valid whether it holds
 * @param records how many records it has
 * @param unchained how many are not chained yet
 * @param firstBroken the first record that does not fit; null if all do
 * @param checkpoint the end of the chain
 */
public record AuditVerification(
        boolean valid,
        long records,
        long unchained,
        @Nullable JsonNode firstBroken,
        @Nullable JsonNode checkpoint) {}
