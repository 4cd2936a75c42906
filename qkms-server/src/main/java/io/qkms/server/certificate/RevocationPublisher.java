package io.qkms.server.certificate;

import io.qkms.core.x509.SerialNumber;
import io.qkms.server.store.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Brings a change of a certificate's status to relying parties. Safe for use by many threads. */
public interface RevocationPublisher {

    /**
     * Notes the change within the transaction that makes it, so that it is published also if this node dies right after the
     * commit.
     */
    void note(Transaction transaction, String issuerId, SerialNumber serial);

    /**
     * Publishes what was noted. Called after the commit, not inside a transaction; may block while a list is signed. Should
     * publication fail, it is made up for later: the revocation stands.
     */
    Publication publish(String issuerId, SerialNumber serial);

    /**
     * When relying parties see it.
     *
     * @param visibleInOcspAt the latest time from which OCSP answers on all nodes tell of it
     * @param publishedAt when the list that holds it was published; null if that is still under way: it will be made, also if
     *     this node dies
     */
    record Publication(Instant visibleInOcspAt, @Nullable Instant publishedAt) {}
}
