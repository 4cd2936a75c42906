package io.qkms.server.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.Jwk;
import io.qkms.core.jose.JwkSet;
import io.qkms.core.key.KeyVersion;
import io.qkms.core.key.VersionState;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.EntityTag;
import io.qkms.server.key.KeyEntry;
import io.qkms.server.key.KeyMemory;
import io.qkms.server.key.Realm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The public keys of realms: those that sign, those that will, and those whose tokens may still hold. Answers on the event loop
 * whatever is in memory. Safe for use by many threads.
 */
public final class RealmKeySets {
    private static final int MOST_SETS = 10_000;

    private final KeyMemory memory;
    private final String cacheControl;
    private final InstantSource clock;
    private final Cache<String, KeySet> sets =
            Caffeine.newBuilder().maximumSize(MOST_SETS).build();

    /** @param maxAge how long relying parties may keep a set */
    public RealmKeySets(KeyMemory memory, Duration maxAge, InstantSource clock) {
        this.memory = memory;
        this.cacheControl = "public, max-age=%1$d, stale-while-revalidate=%1$d".formatted(maxAge.toSeconds());
        this.clock = clock;
    }

    /**
     * A realm's set, ready to be sent.
     *
     * @param realm what it was made from
     * @param validUntil when a version of it retires
     */
    private record KeySet(Realm realm, Instant validUntil, byte[] body, EntityTag tag) {}

    /** The answer if the realm's set is in memory; neither blocks nor computes. */
    Optional<Answer> remembered(Call call) {
        Optional<Realm> remembered = memory.rememberedRealm(call.path("realm"));
        if (remembered == null) {
            return Optional.empty();
        }
        Realm realm = remembered.orElseThrow(() -> notFound(call));
        return known(realm, clock.instant()).map(set -> answer(call, set));
    }

    /** The answer, for which the realm may have to be loaded. */
    Answer loaded(Call call) {
        Realm realm = memory.realm(call.path("realm")).orElseThrow(() -> notFound(call));
        Instant now = clock.instant();
        return answer(call, known(realm, now).orElseGet(() -> make(realm, now)));
    }

    private static QkmsException notFound(Call call) {
        return QkmsException.notFound("realm", call.path("realm"));
    }

    private Answer answer(Call call, KeySet set) {
        Answer whole = Answer.bytes(200, call.accepted(), set.body())
                .header("Cache-Control", cacheControl)
                .header("Vary", "Accept");
        return call.unlessFresh(whole, set.tag());
    }

    private Optional<KeySet> known(Realm realm, Instant now) {
        // The very same object: what was loaded anew may be something else.
        return Optional.ofNullable(sets.getIfPresent(realm.name()))
                .filter(set -> set.realm() == realm && now.isBefore(set.validUntil()));
    }

    private KeySet make(Realm realm, Instant now) {
        JwkSet published = published(realm, now);
        Instant validUntil = realm.keys().stream()
                .flatMap(entry -> entry.key().withRetired(now).versions().stream())
                .filter(version -> version.state() == VersionState.RETIRING)
                .map(version -> Objects.requireNonNull(version.retiresAt()))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        byte[] body = published.encoded();
        KeySet made = new KeySet(realm, validUntil, body, EntityTag.of(body));
        sets.put(realm.name(), made);
        return made;
    }

    /** The newest version of each key first. */
    private static JwkSet published(Realm realm, Instant now) {
        List<Jwk> keys = new ArrayList<>();
        for (KeyEntry entry : realm.keys()) {
            for (KeyVersion version : entry.key().withRetired(now).published().reversed()) {
                keys.add(Jwk.of(
                        entry.key().algorithm(), version.parts().getFirst().publicKey()));
            }
        }
        return JwkSet.of(keys);
    }
}
