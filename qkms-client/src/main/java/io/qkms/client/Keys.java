package io.qkms.client;

import io.qkms.client.model.Key;
import io.qkms.client.model.NewKey;
import io.qkms.client.model.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys that Q-KMS holds. Safe for use by many threads. */
public final class Keys {
    private static final String KEYS = "/v1/keys";

    private final Transport transport;

    Keys(Transport transport) {
        this.transport = transport;
    }

    /** Makes a key. Scope {@code key:create}. */
    public Key create(NewKey key) {
        return transport.json(Call.post(KEYS, key), Key.class);
    }

    /** A key by its id. Scope {@code key:read}. */
    public Key get(String id) {
        return transport.json(Call.get(path(id)), Key.class);
    }

    /**
     * A part of the keys. Scope {@code key:read}.
     *
     * @param cursor where to go on; null for the beginning
     */
    public Page<Key> list(Filter filter, @Nullable String cursor) {
        return transport.page(filter.on(Call.get(KEYS)).query("cursor", cursor), Key.class);
    }

    /** All keys, fetched part by part while the stream is read. Scope {@code key:read}. */
    public Stream<Key> all(Filter filter) {
        return Paging.stream(cursor -> list(filter, cursor));
    }

    /** Makes a new version, which signs from now on. Scope {@code key:rotate}. */
    public Key rotate(String id) {
        return transport.json(Call.post(path(id) + ":rotate", Map.of("activate", "NOW")), Key.class);
    }

    /** Makes this key the one that signs where only the realm is named. Scope {@code key:rotate}. */
    public Key makeDefault(String id) {
        return transport.json(Call.post(path(id) + ":make-default", Map.of()), Key.class);
    }

    /**
     * A certification request signed by the key, PEM. Scope {@code key:use}.
     *
     * @param subject RFC 4514
     */
    public String csr(String id, String subject, List<String> subjectAltNames) {
        Call call = Call.post(
                path(id) + ":csr", Map.of("subject", subject, "subject_alt_names", List.copyOf(subjectAltNames)));
        return Transport.text(call, transport.jsonTree(call), "csr");
    }

    private static String path(String id) {
        return KEYS + "/" + Call.segment(id);
    }
}
