package io.qkms.server.status;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A part of a list's octets. */
@Entity
@IdClass(CrlPieceRecord.Place.class)
@Table(name = "crl_piece")
class CrlPieceRecord {
    @Id
    @Column(name = "crl_id")
    long crlId;

    @Id
    @Column(name = "piece_index")
    int index;

    @Column(length = 1 << 20)
    byte[] der;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    CrlPieceRecord() {}

    CrlPieceRecord(long crlId, int index, byte[] der) {
        this.crlId = crlId;
        this.index = index;
        this.der = der;
    }

    /** Which part of which list. */
    record Place(long crlId, int index) {}
}
