package io.qkms.server.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An event that is still to be published. */
@Entity
@Table(name = "outbox")
class OutboxRecord {
    @Id
    @Column(name = "event_id")
    String eventId;

    String topic;

    @Column(name = "message_key")
    String messageKey;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    OutboxRecord() {}

    OutboxRecord(String eventId, String topic, String messageKey, Instant createdAt) {
        this.eventId = eventId;
        this.topic = topic;
        this.messageKey = messageKey;
        this.createdAt = createdAt;
    }
}
