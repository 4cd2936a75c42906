package io.qkms.server.status;

import io.qkms.core.x509.Issuer;
import java.util.List;
import java.util.Optional;

/** What this feature asks of the authorities. Blocking; safe for use by many threads. */
public interface StatusIssuers {

    /** Every authority, whatever its state: one that issues no more still answers for what it issued. */
    List<StatusIssuer> all();

    /** The id of the authority whose list is served when none is named; empty if there is none. */
    Optional<String> defaultIssuer();

    /**
     * The authority ready to sign.
     *
     * @throws io.qkms.core.error.QkmsException 50301 if its slot is sealed, 40401 if there is no such authority
     */
    Issuer signing(String issuerId);
}
