package io.qkms.core.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Extension;

/** What revocation lists and OCSP responses write alike. */
final class Der {
    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Instant YEAR_1950 = Instant.parse("1950-01-01T00:00:00Z");
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] encode(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("encoding into memory does not fail", e);
        }
    }

    /** GeneralizedTime to whole seconds, never with a fraction (RFC 5280 §4.1.2.5.2, RFC 6960 §4.2.2.1). */
    static ASN1GeneralizedTime generalizedTime(Instant instant) {
        return new DERGeneralizedTime(GENERALIZED.format(instant));
    }

    /** UTCTime through the year 2049, GeneralizedTime from then on (RFC 5280 §5.1.2.4). */
    static ASN1Primitive time(Instant instant) {
        boolean fitsUtcTime = !instant.isBefore(YEAR_1950) && instant.isBefore(YEAR_2050);
        return fitsUtcTime ? new DERUTCTime(UTC.format(instant)) : generalizedTime(instant);
    }

    /** A non-critical extension. */
    static Extension extension(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new Extension(id, false, encode(value));
    }

    /** How many octets tag and length take in front of contents of this length. */
    static int lengthOfHeader(int length) {
        return length < 0x80 ? 2 : 2 + octetsOf(length);
    }

    /** Writes tag and length (X.690 §10.1: the shortest form). */
    static void putHeader(ByteBuffer target, int tag, int length) {
        target.put((byte) tag);
        if (length < 0x80) {
            target.put((byte) length);
            return;
        }
        int octets = octetsOf(length);
        target.put((byte) (0x80 | octets));
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            target.put((byte) (length >>> shift));
        }
    }

    private static int octetsOf(int length) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    }
}
