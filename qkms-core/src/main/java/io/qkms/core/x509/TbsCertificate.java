package io.qkms.core.x509;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate's signature covers (RFC 5280 §4.1.2), read by {@link DerValue}: the reading knows nothing of the
 * building.
 *
 * @param version the version as it is encoded, 2 for v3
 * @param signature the signature's AlgorithmIdentifier
 * @param subjectPublicKeyInfo as it is encoded; not judged
 */
record TbsCertificate(
        int version,
        BigInteger serialNumber,
        DerValue signature,
        DerValue issuer,
        DerValue notBefore,
        DerValue notAfter,
        DerValue subject,
        DerValue subjectPublicKeyInfo,
        Extensions extensions) {

    /** Reads a TBSCertificate; unique identifiers (versions 1 and 2) are refused. */
    static TbsCertificate read(DerValue tbs) {
        DerValue.Fields fields = tbs.sequence();
        DerValue version = fields.optional(DerValue.constructed(0));
        BigInteger serialNumber = fields.next().integer();
        DerValue signature = fields.next(DerValue.SEQUENCE);
        DerValue issuer = fields.next(DerValue.SEQUENCE);
        DerValue.Fields validity = fields.next().sequence();
        DerValue notBefore = validity.next();
        DerValue notAfter = validity.next();
        validity.end();
        DerValue subject = fields.next(DerValue.SEQUENCE);
        DerValue publicKey = fields.next(DerValue.SEQUENCE);
        Extensions extensions = extensions(fields.optional(DerValue.constructed(3)));
        fields.end();
        return new TbsCertificate(
                version == null ? 0 : onlyChild(version).smallInteger(),
                serialNumber,
                signature,
                issuer,
                notBefore,
                notAfter,
                subject,
                publicKey,
                extensions);
    }

    private static Extensions extensions(@Nullable DerValue tagged) {
        return tagged == null ? Extensions.none() : Extensions.read(onlyChild(tagged));
    }

    private static DerValue onlyChild(DerValue tagged) {
        DerValue.Fields fields = tagged.fields();
        DerValue child = fields.next();
        fields.end();
        return child;
    }

    Instant notBeforeTime() {
        return DerText.time(notBefore);
    }

    Instant notAfterTime() {
        return DerText.time(notAfter);
    }
}
