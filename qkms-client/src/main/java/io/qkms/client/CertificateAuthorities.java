package io.qkms.client;

import io.qkms.client.model.CertificateAuthority;
import io.qkms.client.model.NewIntermediate;
import java.util.List;

/** Roots and intermediates. Safe for use by many threads. */
public final class CertificateAuthorities {
    private static final String INTERMEDIATES = "/v1/ca/intermediates";

    private final Transport transport;

    CertificateAuthorities(Transport transport) {
        this.transport = transport;
    }

    /** The intermediates in operation: active and retired. Scope {@code ca:read}. */
    public List<CertificateAuthority> intermediates() {
        return all(INTERMEDIATES, Filter.none());
    }

    /** The intermediates in these states, for example {@code Filter.by("status", "REVOKED")}. Scope {@code ca:read}. */
    public List<CertificateAuthority> intermediates(Filter filter) {
        return all(INTERMEDIATES, filter);
    }

    /** Makes an intermediate. Scope {@code ca:admin}; needs the root's slot unsealed. */
    public CertificateAuthority createIntermediate(NewIntermediate intermediate) {
        return transport.json(Call.post(INTERMEDIATES, intermediate), CertificateAuthority.class);
    }

    /** The first root. Scope {@code ca:read}. */
    public CertificateAuthority root() {
        return transport.json(Call.get("/v1/ca/root"), CertificateAuthority.class);
    }

    /** Every root. Scope {@code ca:read}. */
    public List<CertificateAuthority> roots() {
        return all("/v1/ca/roots", Filter.none());
    }

    /** A CA's certificate, DER. Public. */
    public byte[] certificate(String id) {
        return transport.bytes(
                Call.publicGet("/v1/ca/" + Call.segment(id) + "/certificate").accept("application/pkix-cert"));
    }

    private List<CertificateAuthority> all(String path, Filter filter) {
        return Paging.stream(cursor ->
                        transport.page(filter.on(Call.get(path)).query("cursor", cursor), CertificateAuthority.class))
                .toList();
    }
}
