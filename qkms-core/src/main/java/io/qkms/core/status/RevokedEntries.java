package io.qkms.core.status;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** The encoded entries of a revocation list, in pieces: a single array that grows would need three times its size. */
final class RevokedEntries {
    private static final int PIECE = 1 << 16;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private int length;
    private @Nullable BigInteger last;

    private RevokedEntries() {}

    static RevokedEntries of(Iterable<RevokedCertificate> revoked) {
        RevokedEntries entries = new RevokedEntries();
        revoked.forEach(entries::add);
        return entries;
    }

    private void add(RevokedCertificate revoked) {
        BigInteger serial = revoked.serial().value();
        if (last != null && serial.compareTo(last) <= 0) {
            throw new IllegalArgumentException("entries must rise: " + revoked.serial() + " comes too late");
        }
        last = serial;
        append(Der.encode(entry(revoked)));
    }

    private void append(byte[] entry) {
        if (pieces.isEmpty() || pieces.get(pieces.size() - 1).remaining() < entry.length) {
            pieces.add(ByteBuffer.allocate(Math.max(PIECE, entry.length)));
        }
        pieces.get(pieces.size() - 1).put(entry);
        length = Math.addExact(length, entry.length);
    }

    private static DERSequence entry(RevokedCertificate revoked) {
        ASN1EncodableVector entry = new ASN1EncodableVector(3);
        entry.add(new ASN1Integer(revoked.serial().value()));
        entry.add(Der.time(revoked.revokedAt()));
        List<Extension> extensions = extensions(revoked.reason(), revoked.invalidityDate());
        if (!extensions.isEmpty()) {
            entry.add(new Extensions(extensions.toArray(Extension[]::new)));
        }
        return new DERSequence(entry);
    }

    private static List<Extension> extensions(RevocationReason reason, @Nullable Instant invalidityDate) {
        List<Extension> extensions = new ArrayList<>(2);
        // RFC 5280 §5.3.1: the reason code SHOULD be absent instead of using unspecified (0).
        if (reason != RevocationReason.UNSPECIFIED) {
            extensions.add(Der.extension(Extension.reasonCode, CRLReason.lookup(reason.code())));
        }
        if (invalidityDate != null) {
            extensions.add(Der.extension(Extension.invalidityDate, Der.generalizedTime(invalidityDate)));
        }
        return extensions;
    }

    /** Octets of all entries together. */
    int length() {
        return length;
    }

    void putInto(ByteBuffer target) {
        pieces.forEach(piece -> target.put(piece.duplicate().flip()));
    }
}
