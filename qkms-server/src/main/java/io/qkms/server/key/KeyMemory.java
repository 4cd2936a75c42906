package io.qkms.server.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qkms.core.error.QkmsException;
import io.qkms.server.store.ChangeFeed;
import io.qkms.server.store.Database;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys and realms in memory, so that signing and key sets need no SQL once warm. What changes is forgotten: on this node before
 * the change is answered, on others as soon as they hear of it. What does not exist is remembered, too. Bounded; safe for use
 * by many threads.
 *
 * <p>The methods that load must not be called inside a transaction.
 */
public final class KeyMemory {
    private static final int MOST_KEYS = 20_000;
    private static final int MOST_REALMS = 10_000;
    private static final int MOST_KIDS = 20_000;
    /** SHA-256 in base64url: all of ours. What callers name otherwise need not be looked for, or remembered. */
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Database database;
    private final Cache<String, Optional<KeyEntry>> keys =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).build();
    private final Cache<String, Optional<Realm>> realms =
            Caffeine.newBuilder().maximumSize(MOST_REALMS).build();
    private final Cache<String, Optional<String>> keyOfKid =
            Caffeine.newBuilder().maximumSize(MOST_KIDS).build();

    KeyMemory(Database database, ChangeFeed changes) {
        this.database = database;
        changes.subscribe(KeyEvents.KEY_CHANGE, id -> {
            keys.invalidate(id);
            // A kid that was unknown may be this key's new version.
            keyOfKid.asMap().values().removeIf(Optional::isEmpty);
        });
        changes.subscribe(KeyEvents.REALM_CHANGE, realms::invalidate);
    }

    /** A key, whosoever it is. May block. */
    public Optional<KeyEntry> key(String id) {
        // Loading under the cache's own lock: a change that comes meanwhile waits, and then forgets what was loaded.
        return keys.get(id, unused -> database.read(session -> KeyStore.find(session, id)));
    }

    /**
     * A tenant's key. May block.
     *
     * @throws QkmsException 40401 if the tenant has no such key
     */
    public KeyEntry requireKey(String tenant, String id) {
        return key(id).filter(entry -> entry.tenant().equals(tenant))
                .orElseThrow(() -> QkmsException.notFound("key_id", id));
    }

    /** The key that has a version with this key identifier. May block. */
    public Optional<KeyEntry> keyByKid(String kid) {
        if (!KID.matcher(kid).matches()) {
            return Optional.empty();
        }
        return keyOfKid.get(kid, unused -> database.read(session -> KeyStore.idByKid(session, kid)))
                .flatMap(this::key);
    }

    /** A realm. May block. */
    public Optional<Realm> realm(String name) {
        return realms.get(
                name,
                unused -> database.read(session -> {
                    RealmRecord row = KeyStore.findRealm(session, name);
                    return row == null
                            ? Optional.empty()
                            : Optional.of(new Realm(
                                    row.name,
                                    row.tenant,
                                    row.issuer,
                                    row.defaultKeyId,
                                    KeyStore.ofRealm(session, name)));
                }));
    }

    /** What is in memory of a realm: null if nothing, empty if it is known not to exist. Does not block. */
    public @Nullable Optional<Realm> rememberedRealm(String name) {
        return realms.getIfPresent(name);
    }

    /** Forgets a key and its realm, because what is in memory proved old. */
    public void forget(KeyEntry entry) {
        keys.invalidate(entry.id());
        if (entry.realm() != null) {
            realms.invalidate(entry.realm());
        }
    }
}
