package io.qkms.server.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** The row of one tag of a key. */
@Entity
@Table(name = "key_tag")
@IdClass(KeyTagRecord.Id.class)
class KeyTagRecord {
    @jakarta.persistence.Id
    @Column(name = "key_id")
    String keyId;

    @jakarta.persistence.Id
    String name;

    @Column(name = "tenant_id")
    String tenant;

    @Column(name = "tag_value")
    String value;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    KeyTagRecord() {}

    KeyTagRecord(String keyId, String tenant, String name, String value) {
        this.keyId = keyId;
        this.tenant = tenant;
        this.name = name;
        this.value = value;
    }

    record Id(String keyId, String name) implements Serializable {}
}
