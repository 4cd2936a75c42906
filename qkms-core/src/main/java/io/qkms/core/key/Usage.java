package io.qkms.core.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.algorithm.Family;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a key is for. It decides which algorithms fit and which operations the key may do. */
public enum Usage {
    /** Authenticates a TLS server. */
    TLS_SERVER(Sets.AUTHENTICATION),
    /** Authenticates a TLS client. */
    TLS_CLIENT(Sets.AUTHENTICATION),
    /** Signs a realm's tokens. */
    JWT_SIGNING(Sets.AUTHENTICATION),
    /** Signs software. */
    CODE_SIGNING(Sets.SIGNATURES),
    /** Signs documents. */
    DOCUMENT_SIGNING(Sets.SIGNATURES),
    /** Signs certificates and revocation lists. */
    CA(Sets.SIGNATURES),
    /** Signs OCSP responses. */
    OCSP(Sets.AUTHENTICATION),
    /** Agrees on secrets (FIPS 203). */
    KEY_ENCAPSULATION(Set.of(Family.ML_KEM));

    private final Set<Family> families;

    Usage(Set<Family> families) {
        this.families = families;
    }

    private static final class Sets {
        private static final Set<Family> SIGNATURES = EnumSet.of(
                Family.ML_DSA, Family.SLH_DSA, Family.FALCON, Family.HYBRID, Family.EC, Family.EDDSA, Family.RSA);
        /** Without SLH-DSA: far too slow and large where one signature is made per connection, token or status. */
        private static final Set<Family> AUTHENTICATION =
                EnumSet.of(Family.ML_DSA, Family.FALCON, Family.HYBRID, Family.EC, Family.EDDSA, Family.RSA);
    }

    /** Whether keys of this algorithm can serve this usage. */
    public boolean fits(Algorithm algorithm) {
        return families.contains(algorithm.family());
    }

    /**
     * Refuses algorithms that do not fit.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40002 with the available algorithms that would fit
     */
    public void requireFits(String field, Algorithm algorithm) {
        if (!fits(algorithm)) {
            List<String> fitting = Arrays.stream(Algorithm.values())
                    .filter(candidate -> fits(candidate) && candidate.available())
                    .map(Algorithm::displayName)
                    .toList();
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(field, "algorithm.usage", algorithm.displayName(), fitting)));
        }
    }

    /** Whether services ask for such keys; those of authorities and responders are made with the authority. */
    public boolean forServices() {
        return this != CA && this != OCSP;
    }
}
