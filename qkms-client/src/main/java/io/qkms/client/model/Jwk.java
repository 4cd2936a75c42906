package io.qkms.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A public key of a realm (RFC 7517).
 *
 * @param kid its id
 * @param kty its type, {@code AKP} for ML-DSA (RFC 9964)
 * @param alg its algorithm; null if it does not say
 * @param json the whole, as the server published it
 */
public record Jwk(String kid, String kty, @Nullable String alg, JsonNode json) {}
