package io.qkms.client;

import io.qkms.client.model.CrlInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Certificate revocation lists (RFC 5280 §5). Safe for use by many threads. */
public final class RevocationLists {
    private final Transport transport;

    RevocationLists(Transport transport) {
        this.transport = transport;
    }

    /** The full list of the default issuer, DER. Public. */
    public byte[] der() {
        return der(null);
    }

    /**
     * The full list of an issuer, DER. Public.
     *
     * @param issuerId a CA; null for the default issuer
     */
    public byte[] der(@Nullable String issuerId) {
        return transport.bytes(call(issuerId).accept("application/pkix-crl"));
    }

    /**
     * What the server knows of an issuer's full list, with the list as PEM. Public.
     *
     * @param issuerId a CA; null for the default issuer
     */
    public CrlInfo info(@Nullable String issuerId) {
        return transport.json(call(issuerId), CrlInfo.class);
    }

    /**
     * Signs the lists anew. Scope {@code crl:refresh}.
     *
     * @param issuerId a CA; null for all
     */
    public List<CrlInfo> refresh(@Nullable String issuerId) {
        Map<String, String> body = issuerId == null ? Map.of() : Map.of("issuer", issuerId);
        return transport.page(Call.post("/v1/crl:refresh", body), CrlInfo.class).items();
    }

    private static Call call(@Nullable String issuerId) {
        return Call.publicGet("/v1/crl").query("issuer", issuerId);
    }
}
