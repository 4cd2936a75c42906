package io.qkms.server.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a walk over the whole audit chain found.
 *
 * @param valid whether every link holds, up to the head
 * @param records how many events the chain holds
 * @param unchained how many events wait to be chained
 * @param firstBroken the sequence number of the first link that does not hold; null if all do
 * @param checkpoint the last signed checkpoint; null while there are none
 */
public record AuditVerification(
        boolean valid,
        long records,
        long unchained,
        @Nullable Long firstBroken,
        @Nullable String checkpoint) {}
