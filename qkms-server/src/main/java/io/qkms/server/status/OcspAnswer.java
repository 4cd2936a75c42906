package io.qkms.server.status;

import io.qkms.core.status.CertificateId;
import io.qkms.core.status.OcspResponse;
import io.qkms.core.status.OcspResponse.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP response on its way to a client.
 *
 * @param encoded the DER-encoded OCSPResponse; left alone by everybody
 * @param freshness for how long it may be given to everybody who asks the same; null if it is for one request only
 */
public record OcspAnswer(byte[] encoded, @Nullable Freshness freshness) {

    /**
     * How long an answer may be used.
     *
     * @param etag tells these octets from those of other answers
     * @param certificate what it is about
     * @param thisUpdate when it was signed
     * @param refreshAt when a fresh one takes its place: half of its life
     * @param nextUpdate when it ends
     */
    public record Freshness(
            String etag, CertificateId certificate, Instant thisUpdate, Instant refreshAt, Instant nextUpdate) {}

    static OcspAnswer refusal(Refusal refusal) {
        return new OcspAnswer(OcspResponse.error(refusal).encoded(), null);
    }

    static OcspAnswer once(OcspResponse response) {
        return new OcspAnswer(response.encoded(), null);
    }
}
