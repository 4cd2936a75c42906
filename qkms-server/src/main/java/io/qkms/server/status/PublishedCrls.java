package io.qkms.server.status;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The lists that are served, in memory. Safe for use by many threads. */
final class PublishedCrls {
    private final CrlStore store;
    private final Map<String, PublishedCrl> byIssuer = new ConcurrentHashMap<>();

    PublishedCrls(CrlStore store) {
        this.store = store;
    }

    Optional<PublishedCrl> get(String issuerId) {
        return Optional.ofNullable(byIssuer.get(issuerId));
    }

    /** Takes a list in, unless a later one is there: two may arrive in either order. */
    void put(PublishedCrl list) {
        byIssuer.merge(list.issuerId(), list, (old, now) -> now.number() > old.number() ? now : old);
    }

    /** Reads the list, if one is published that is later than what is here: another node's. Blocking. */
    Optional<PublishedCrl> load(String issuerId) {
        long known = get(issuerId).map(PublishedCrl::number).orElse(0L);
        if (store.lastNumber(issuerId) > known) {
            store.published(issuerId).ifPresent(this::put);
        }
        return get(issuerId);
    }
}
