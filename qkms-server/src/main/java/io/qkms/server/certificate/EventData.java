package io.qkms.server.certificate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.status.RevocationReason;
import java.time.temporal.ChronoUnit;

/** What events about a certificate say of it. */
final class EventData {
    private EventData() {}

    static ObjectNode of(CertificateRecord row) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("serial", row.serial)
                .put("profile", row.profile)
                .put("issuer_id", row.issuerId)
                .put("key_id", row.keyId);
        ArrayNode names = data.putArray("subject_alt_names");
        Names.values(row.subjectAltNames).forEach(names::add);
        data.put("not_after", row.notAfter.truncatedTo(ChronoUnit.SECONDS).toString());
        if (row.revocationReason != null) {
            data.put("reason", RevocationReason.ofCode(row.revocationReason).displayName());
        }
        if (row.replaces != null) {
            data.put("replaces", row.replaces);
        }
        return data;
    }
}
