package io.qkms.core.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protected header of a JWS (RFC 7515 §4). Immutable and safe for use by many threads.
 *
 * <p>A header that we read never asks for an extension: {@code crit} and {@code b64} are refused, and so is {@code alg} of
 * {@code none}. Header members that bring or point to a key are read past: a token is checked with keys that were trusted
 * before it came.
 */
public final class JwsHeader {
    /** Members that only the signer sets, or that would make a verifier trust what the token brings along. */
    private static final Set<String> RESERVED =
            Set.of("alg", "kid", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64");

    static final int LONGEST = 16 * 1024;

    private final ObjectNode json;
    private final String encoded;

    private JwsHeader(ObjectNode json, String encoded) {
        this.json = json;
        this.encoded = encoded;
    }

    /**
     * A header for signing: {@code alg}, {@code kid}, {@code typ}, then the further members in their order.
     *
     * @param typ the media type; null for none. A {@code typ} among the further members wins
     * @param further members that the caller chose, never one that is reserved; the request's field for them is
     *     {@code header}
     * @throws QkmsException 40000 {@code header.reserved}, with one detail for each reserved member; 40002 if JOSE has no
     *     registered name for the algorithm
     */
    public static JwsHeader of(
            Algorithm algorithm, String kid, @Nullable String typ, Map<String, ? extends JsonNode> further) {
        List<ErrorDetail> reserved = further.keySet().stream()
                .filter(RESERVED::contains)
                .sorted()
                .map(name -> ErrorDetail.of("header." + name, "header.reserved", name))
                .toList();
        if (!reserved.isEmpty()) {
            throw new QkmsException(ErrorCode.MALFORMED_REQUEST, reserved);
        }
        ObjectNode json = StrictJson.object();
        json.put(
                "alg",
                algorithm
                        .joseName()
                        .orElseThrow(() -> QkmsException.of(
                                ErrorCode.UNSUPPORTED_ALGORITHM,
                                "algorithm",
                                "algorithm.jose",
                                algorithm.displayName())));
        json.put("kid", kid);
        if (typ != null) {
            json.put("typ", typ);
        }
        further.forEach((name, value) -> json.set(name, value.deepCopy()));
        String encoded = Base64Url.encodeUtf8(StrictJson.write(json));
        if (encoded.length() > LONGEST) {
            throw QkmsException.malformed("header", "jws.size", null, null);
        }
        return new JwsHeader(json, encoded);
    }

    /** A header for signing without further members. */
    public static JwsHeader of(Algorithm algorithm, String kid, @Nullable String typ) {
        return of(algorithm, kid, typ, Map.of());
    }

    static JwsHeader parse(String field, String encoded) {
        if (encoded.length() > LONGEST) {
            throw QkmsException.malformed(field, "jws.size", null, null);
        }
        ObjectNode json = StrictJson.parse(field, Base64Url.decode(field, encoded));
        requireText(field, json, "alg", true);
        requireText(field, json, "kid", false);
        requireText(field, json, "typ", false);
        if (json.path("alg").textValue().equalsIgnoreCase("none")) {
            throw QkmsException.malformed(field, "jws.alg", "none", null);
        }
        for (String extension : List.of("crit", "b64")) {
            if (json.has(extension)) {
                throw QkmsException.malformed(field, "jws." + extension, null, null);
            }
        }
        return new JwsHeader(json, encoded);
    }

    private static void requireText(String field, ObjectNode json, String name, boolean mandatory) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() ? mandatory : !value.isTextual()) {
            throw QkmsException.malformed(field, "jws." + name, null, null);
        }
    }

    /** The signature algorithm that the header claims; what counts is the key's. */
    public String alg() {
        return json.path("alg").textValue();
    }

    /** The key that the header names. */
    public Optional<String> kid() {
        return Optional.ofNullable(json.path("kid").textValue());
    }

    /** The media type of the whole. */
    public Optional<String> typ() {
        return Optional.ofNullable(json.path("typ").textValue());
    }

    /** The header as JSON; a fresh copy. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    /** The header as it stands in the JWS, base64url. */
    String encoded() {
        return encoded;
    }

    @Override
    public String toString() {
        return "JwsHeader" + json;
    }
}
