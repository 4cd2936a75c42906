package io.qkms.server.csr;

import io.qkms.core.policy.Profile;
import io.qkms.core.x509.CertificateContent;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.ca.IssuingCa;
import java.time.Instant;

/**
 * An application that policy allows.
 *
 * @param profile the profile that allows it
 * @param ca the authority that issues it
 */
public record Grant(Application application, Profile profile, IssuingCa ca) {

    /** What is to be certified if it is issued now. */
    public CertificateContent content(SerialNumber serial, Instant now) {
        return CertificateContent.leaf(
                serial,
                profile.subject().complete(application.subject()),
                application.publicKey(),
                profile.validity()
                        .granted(application.validity(), now, ca.authority().certificate()),
                application.names(),
                profile.keyUsage().of(application.publicKey().algorithm().family()),
                profile.extendedKeyUsage(),
                ca.pointers(profile.crl().enabled(), profile.ocsp().enabled()));
    }
}
