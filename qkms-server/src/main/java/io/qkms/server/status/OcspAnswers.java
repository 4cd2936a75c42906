package io.qkms.server.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qkms.core.status.CertificateId;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Signed answers about single certificates, in memory, within a bound. An answer about a certificate whose status changes is never
 * given again, also if it was being signed at that moment. Safe for use by many threads.
 */
final class OcspAnswers {
    /** Beside the octets themselves. */
    private static final int OVERHEAD = 300;

    private static final int STRIPES = 4096;

    private final InstantSource clock;
    /** By serial number: the same certificate asked about in several ways is forgotten at once. */
    private final Cache<BigInteger, List<OcspAnswer>> bySerial;
    /** Counts the changes of status, of the serial numbers that share a stripe. */
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    /** @param maximumOctets how much memory the answers may take */
    OcspAnswers(InstantSource clock, long maximumOctets) {
        this.clock = clock;
        this.bySerial = Caffeine.newBuilder()
                .maximumWeight(maximumOctets)
                .<BigInteger, List<OcspAnswer>>weigher((serial, answers) -> answers.stream()
                        .mapToInt(answer -> answer.encoded().length + OVERHEAD)
                        .sum())
                .build();
    }

    /** The answer to this question, if there is one and it has not reached half of its life. */
    Optional<OcspAnswer> get(CertificateId asked) {
        List<OcspAnswer> answers = bySerial.getIfPresent(asked.serial());
        if (answers == null) {
            return Optional.empty();
        }
        return answers.stream()
                .filter(answer -> isFor(answer, asked) && isFresh(answer))
                .findFirst();
    }

    /** Taken before the responder is chosen and the status is read; an answer made from what was read then is kept only if it still stands. */
    long stamp(BigInteger serial) {
        return changes.get(stripe(serial));
    }

    /** Keeps an answer, unless the status may have changed since the stamp was taken. */
    void put(CertificateId asked, OcspAnswer answer, long stamp) {
        BigInteger serial = asked.serial();
        bySerial.asMap().merge(serial, List.of(answer), (old, added) -> {
            List<OcspAnswer> answers = new ArrayList<>(old);
            answers.removeIf(other -> isFor(other, asked) || !isFresh(other));
            answers.addAll(added);
            return List.copyOf(answers);
        });
        // A change before the merge is seen here, one after it removes what was merged.
        if (changes.get(stripe(serial)) != stamp) {
            bySerial.invalidate(serial);
        }
    }

    /** Forgets every answer about a certificate. */
    void forget(BigInteger serial) {
        changes.incrementAndGet(stripe(serial));
        bySerial.invalidate(serial);
    }

    /** Forgets every answer, those that are being signed too. */
    void forgetAll() {
        for (int i = 0; i < STRIPES; i++) {
            changes.incrementAndGet(i);
        }
        bySerial.invalidateAll();
    }

    private static int stripe(BigInteger serial) {
        return Math.floorMod(serial.hashCode(), STRIPES);
    }

    private static boolean isFor(OcspAnswer answer, CertificateId asked) {
        OcspAnswer.Freshness freshness = answer.freshness();
        return freshness != null && freshness.certificate().equals(asked);
    }

    private boolean isFresh(OcspAnswer answer) {
        OcspAnswer.Freshness freshness = answer.freshness();
        return freshness != null && clock.instant().isBefore(freshness.refreshAt());
    }
}
