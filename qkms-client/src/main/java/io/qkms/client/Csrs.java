package io.qkms.client;

import io.qkms.client.model.Csr;
import io.qkms.client.model.NewCsr;
import io.qkms.client.model.Page;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Certification requests. Safe for use by many threads. */
public final class Csrs {
    private static final String CSR = "/v1/csr";

    private final Transport transport;

    Csrs(Transport transport) {
        this.transport = transport;
    }

    /**
     * Submits a request. One for the same key, profile and names that is still open is answered again. Scope
     * {@code csr:submit}.
     *
     * @throws QkmsApiException 40005 if its signature does not verify, 40001 with every violation of the profile
     */
    public Csr submit(NewCsr csr) {
        return transport.json(Call.post(CSR, csr), Csr.class);
    }

    /** A request by its id. Scope {@code cert:read}. */
    public Csr get(String id) {
        return transport.json(Call.get(CSR + "/" + Call.segment(id)), Csr.class);
    }

    /**
     * A part of the requests. Scope {@code cert:read}.
     *
     * @param cursor where to go on; null for the beginning
     */
    public Page<Csr> list(Filter filter, @Nullable String cursor) {
        return transport.page(filter.on(Call.get(CSR)).query("cursor", cursor), Csr.class);
    }

    /** All requests, fetched part by part while the stream is read. Scope {@code cert:read}. */
    public Stream<Csr> all(Filter filter) {
        return Paging.stream(cursor -> list(filter, cursor));
    }
}
