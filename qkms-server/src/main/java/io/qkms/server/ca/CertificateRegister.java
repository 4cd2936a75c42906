package io.qkms.server.ca;

import io.qkms.core.x509.Certificate;
import io.qkms.server.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Where every certificate that is issued gets its number, an authority's own included. */
public interface CertificateRegister {

    /**
     * Enters an authority's certificate, with the transaction's commit.
     *
     * @param repository the number of its hierarchy
     * @param issuerId the authority that issued it; a root itself
     * @return its number
     */
    long register(Transaction transaction, Certificate certificate, int repository, String issuerId, CertifiedKey key);

    /**
     * The key that is certified.
     *
     * @param hybridForm how the certificate carries two signatures; null for one
     */
    record CertifiedKey(String keyId, int version, @Nullable String hybridForm) {}
}
