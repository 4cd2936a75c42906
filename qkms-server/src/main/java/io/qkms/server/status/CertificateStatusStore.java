package io.qkms.server.status;

import io.qkms.core.status.CertificateStatus;
import io.qkms.core.status.RevocationReason;
import io.qkms.core.x509.SerialNumber;
import io.qkms.server.store.Database;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what OCSP says of certificates. */
final class CertificateStatusStore {
    private static final String REVOKED = "REVOKED";
    private static final String ON_HOLD = "ON_HOLD";

    /** Of 20 octets of two's complement (RFC 5280 §4.1.2.2): nobody was issued a longer one. */
    private static final int MAX_SERIAL_BITS = 159;

    private final Database database;

    CertificateStatusStore(Database database) {
        this.database = database;
    }

    /** The status of those of these certificates that the authority has issued; the others are not in the answer. */
    Map<BigInteger, CertificateStatus> of(String issuerId, Collection<BigInteger> serials) {
        Set<String> asked = new HashSet<>();
        for (BigInteger serial : serials) {
            if (serial.signum() > 0 && serial.bitLength() <= MAX_SERIAL_BITS) {
                asked.add(new SerialNumber(serial).toString());
            }
        }
        Map<BigInteger, CertificateStatus> found = new HashMap<>();
        if (!asked.isEmpty()) {
            for (Row row : rows(issuerId, asked)) {
                found.put(SerialNumber.parse("serial", row.serial()).value(), row.toStatus());
            }
        }
        return found;
    }

    private List<Row> rows(String issuerId, Set<String> serials) {
        return database.read(session -> session.createQuery(
                        "select new io.qkms.server.status.CertificateStatusStore$Row("
                                + "c.serial, c.status, c.revokedAt, c.reason)"
                                + " from CertificateStatusRecord c"
                                + " where c.issuerId = :issuer and c.serial in (:serials)",
                        Row.class)
                .setParameter("issuer", issuerId)
                .setParameterList("serials", serials)
                .getResultList());
    }

    /** The status as it is stored. */
    record Row(
            String serial,
            String status,
            @Nullable Instant revokedAt,
            @Nullable Integer reason) {

        CertificateStatus toStatus() {
            if (!status.equals(REVOKED) && !status.equals(ON_HOLD)) {
                return new CertificateStatus.Good();
            }
            if (revokedAt == null || reason == null) {
                throw new IllegalStateException(serial + " is revoked without time or reason");
            }
            return new CertificateStatus.Revoked(revokedAt, RevocationReason.ofCode(reason));
        }
    }
}
