package io.qkms.core.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A public key for signatures as JSON Web Key (RFC 7517): {@code AKP} for ML-DSA (RFC 9964), {@code EC}, {@code OKP},
 * {@code RSA}. Private keys have no place in it and are refused.
 *
 * <p>Immutable and safe for use by many threads. Two are equal if they describe the same key under the same id.
 */
public final class Jwk {
    private static final List<String> PRIVATE_MEMBERS = List.of("priv", "d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private final Algorithm algorithm;
    private final byte[] publicKey;
    private final SortedMap<String, String> members;
    private final String thumbprint;
    private final String kid;

    private Jwk(Algorithm algorithm, byte[] publicKey, @Nullable String kid) {
        this.algorithm = algorithm;
        this.publicKey = publicKey.clone();
        this.members = PublicKeyMembers.of(algorithm, publicKey);
        this.thumbprint = Base64Url.encode(sha256(canonical(members)));
        this.kid = kid == null ? thumbprint : kid;
    }

    /**
     * The JWK of a public key; its {@code kid} is its thumbprint.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     * @throws QkmsException 40002 if JOSE has no registered name for the algorithm
     * @throws IllegalArgumentException if the key is not one of this algorithm
     */
    public static Jwk of(Algorithm algorithm, byte[] publicKey) {
        return new Jwk(algorithm, publicKey, null);
    }

    /**
     * Reads a public JWK, with the {@code kid} that it has, else its thumbprint. Members that are not known are ignored (RFC
     * 7517 §4).
     *
     * @param field where the JWK stands in the request, for errors
     * @throws QkmsException 40000 if it is malformed, holds a private key, or is not meant for signatures; 40002 if it is of
     *     a type, curve or size that is not supported
     */
    public static Jwk parse(String field, JsonNode json) {
        if (!json.isObject()) {
            throw QkmsException.malformed(field, "json.object", null, null);
        }
        for (String name : PRIVATE_MEMBERS) {
            if (json.has(name)) {
                throw QkmsException.malformed(field + "." + name, "jwk.private", null, null);
            }
        }
        Algorithm algorithm = PublicKeyMembers.algorithm(field, json);
        requireIfPresent(field, json, "use", "sig");
        requireIfPresent(field, json, "alg", algorithm.joseName().orElseThrow());
        JsonNode kid = json.path("kid");
        if (!kid.isMissingNode() && !kid.isTextual()) {
            throw QkmsException.malformed(field + ".kid", "jwk.member", null, null);
        }
        return new Jwk(algorithm, PublicKeyMembers.spki(field, algorithm, json), kid.textValue());
    }

    private static void requireIfPresent(String field, JsonNode json, String name, String expected) {
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !expected.equals(value.textValue())) {
            throw QkmsException.malformed(field + "." + name, "jwk.member", value.asText(), null);
        }
    }

    /** The key's algorithm; it alone decides how a signature is checked. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** The public key as DER-encoded SubjectPublicKeyInfo; a fresh copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The JOSE name of the key's algorithm, for example {@code ML-DSA-65}. */
    public String alg() {
        return algorithm.joseName().orElseThrow();
    }

    /** The key's id, by which tokens name it; for every key of ours its thumbprint. */
    public String kid() {
        return kid;
    }

    /** SHA-256 over the required members (RFC 7638 §3, RFC 9964 §6), base64url, 43 characters. */
    public String thumbprint() {
        return thumbprint;
    }

    /** The JWK as JSON: {@code kty kid use alg} and the members of its type, always in the same order. */
    public ObjectNode toJson() {
        ObjectNode json = StrictJson.object();
        json.put("kty", members.get("kty"));
        json.put("kid", kid);
        json.put("use", "sig");
        json.put("alg", alg());
        members.forEach((name, value) -> {
            if (!json.has(name)) {
                json.put(name, value);
            }
        });
        return json;
    }

    private static byte[] canonical(SortedMap<String, String> members) {
        ObjectNode json = StrictJson.object();
        members.forEach(json::put);
        return StrictJson.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Jwk that
                && algorithm == that.algorithm
                && thumbprint.equals(that.thumbprint)
                && kid.equals(that.kid);
    }

    @Override
    public int hashCode() {
        return thumbprint.hashCode();
    }

    @Override
    public String toString() {
        return "Jwk[" + alg() + " " + kid + "]";
    }
}
