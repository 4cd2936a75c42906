package io.qkms.server.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The row of one part of a version: a private key as its slot keeps it. */
@Entity
@Table(name = "key_part")
@IdClass(KeyPartRecord.Id.class)
class KeyPartRecord {
    @jakarta.persistence.Id
    @Column(name = "key_id")
    String keyId;

    @jakarta.persistence.Id
    int version;

    @jakarta.persistence.Id
    @Column(name = "part_index")
    int index;

    String slot;
    String algorithm;

    @Column(name = "public_key", length = 1_000_000)
    byte[] publicKey;

    @Column(length = 1_000_000)
    byte @Nullable [] sealed;

    @Nullable
    @Column(name = "token_handle")
    String tokenHandle;

    /** For Hibernate, and for the store that fills it. */
    @SuppressWarnings("NullAway.Init")
    KeyPartRecord() {}

    record Id(String keyId, int version, int index) implements Serializable {}
}
