package io.qkms.core.status;

import io.qkms.core.x509.SerialNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a revocation list (RFC 5280 §5.3).
 *
 * @param serial of the certificate
 * @param revokedAt when the CA revoked it, to whole seconds
 * @param reason why; {@link RevocationReason#UNSPECIFIED} is not written into the list
 * @param invalidityDate since when the key is known or suspected to be in other hands, to whole seconds; null where it is not
 *     known to lie before the revocation
 */
public record RevokedCertificate(
        SerialNumber serial,
        Instant revokedAt,
        RevocationReason reason,
        @Nullable Instant invalidityDate) {}
