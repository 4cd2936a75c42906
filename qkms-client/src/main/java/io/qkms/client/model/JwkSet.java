package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The public keys of a realm (RFC 7517 §5).
 *
 * @param keys those that have a {@code kid}
 * @param json the whole, as the server published it
 */
public record JwkSet(List<Jwk> keys, JsonNode json) {

    public JwkSet {
        keys = List.copyOf(keys);
    }

    /** The key with this id. */
    public Optional<Jwk> find(String kid) {
        return keys.stream().filter(key -> key.kid().equals(kid)).findFirst();
    }
}
