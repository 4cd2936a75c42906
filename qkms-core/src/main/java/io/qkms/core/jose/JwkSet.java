package io.qkms.core.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Public keys that belong together (RFC 7517 §5), in the given order, none twice. Immutable and safe for use by many
 * threads.
 */
public final class JwkSet {

    private final Map<String, Jwk> byKid;

    private JwkSet(Iterable<Jwk> keys) {
        Map<String, Jwk> map = new LinkedHashMap<>();
        keys.forEach(key -> map.putIfAbsent(key.kid(), key));
        this.byKid = map;
    }

    /** A set of these keys. */
    public static JwkSet of(Iterable<Jwk> keys) {
        return new JwkSet(keys);
    }

    /**
     * Reads a set. Keys of types that are not supported are left out (RFC 7517 §5); a malformed key spoils the set,
     * and so do two keys under one {@code kid}.
     *
     * @param json the set as UTF-8 JSON
     * @throws QkmsException 40000 if it is malformed
     */
    public static JwkSet parse(String field, byte[] json) {
        JsonNode array = StrictJson.parse(field, json).path("keys");
        if (!array.isArray()) {
            throw QkmsException.malformed(field + ".keys", "jwks.keys", null, null);
        }
        List<Jwk> keys = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            try {
                keys.add(Jwk.parse(field + ".keys[" + i + "]", array.get(i)));
            } catch (QkmsException e) {
                if (e.code() != ErrorCode.UNSUPPORTED_ALGORITHM) {
                    throw e;
                }
            }
        }
        JwkSet set = new JwkSet(keys);
        if (!set.byKid.values().containsAll(keys)) {
            // Which of two keys a kid means must not be a matter of luck.
            throw QkmsException.malformed(field + ".keys", "jwks.kid", null, null);
        }
        return set;
    }

    /** The keys, in order. */
    public List<Jwk> keys() {
        return List.copyOf(byKid.values());
    }

    /** The key with this id. */
    public Optional<Jwk> find(String kid) {
        return Optional.ofNullable(byKid.get(kid));
    }

    /** The set as JSON. */
    public ObjectNode toJson() {
        ObjectNode json = StrictJson.object();
        ArrayNode array = json.putArray("keys");
        byKid.values().forEach(key -> array.add(key.toJson()));
        return json;
    }

    /** The set as compact UTF-8 JSON, the same octets for the same keys in the same order. */
    public byte[] encoded() {
        return StrictJson.write(toJson()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "JwkSet" + byKid.values();
    }
}
