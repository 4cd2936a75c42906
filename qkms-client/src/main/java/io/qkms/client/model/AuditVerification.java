package io.qkms.client.model;

import org.jspecify.annotations.Nullable;

/**
 * Whether the chain of audit records holds.
 *
 * @param valid whether it holds
 * @param records how many records it has
 * @param unchained how many are not chained yet
 * @param firstBroken the sequence number of the first record that does not fit; null if all do
 * @param checkpoint the last signed checkpoint of the chain; null while there are none
 */
public record AuditVerification(
        boolean valid,
        long records,
        long unchained,
        @Nullable Long firstBroken,
        @Nullable String checkpoint) {}
