package io.qkms.core.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JWS in compact serialisation (RFC 7515 §7.1). Immutable and safe for use by many threads.
 *
 * <p>One parsed is well-formed, nothing more: only {@link #verify} says whether it may be believed.
 */
public final class Jws {
    private final JwsSigningInput input;
    private final byte[] signature;

    Jws(JwsSigningInput input, byte[] signature) {
        this.input = input;
        this.signature = signature;
    }

    /**
     * Signs a payload.
     *
     * @param header made with {@link JwsHeader#of} for this signer's algorithm and key
     * @throws QkmsException as {@link JwsSigningInput#sign}
     */
    public static Jws sign(JwsHeader header, byte[] payload, Signer signer) {
        return JwsSigningInput.of(header, payload).sign(header.kid().orElseThrow(), signer);
    }

    /** Signs claims (RFC 7519 §7.1), written in the order of their members. */
    public static Jws sign(JwsHeader header, JsonNode claims, Signer signer) {
        return sign(header, StrictJson.write(claims).getBytes(StandardCharsets.UTF_8), signer);
    }

    /**
     * Signs what a caller has serialised already.
     *
     * @param kid the id of the signer's key, which the header must name
     * @throws QkmsException 40000 as {@link JwsSigningInput#parse} and {@link JwsSigningInput#sign}
     */
    public static Jws signSigningInput(String signingInput, String kid, Signer signer) {
        return JwsSigningInput.parse("signing_input", signingInput).sign(kid, signer);
    }

    /**
     * Reads a compact serialisation, strictly: three parts, each canonical base64url without padding; a header that is one
     * JSON object without duplicate members and asks for no extension; at most 256 KiB.
     *
     * @param field where it stands in the request, for errors
     * @throws QkmsException 40000 if it is malformed
     */
    public static Jws parse(String field, String compact) {
        if (compact.length() > JwsSigningInput.LONGEST) {
            throw QkmsException.malformed(field, "jws.size", null, null);
        }
        int last = compact.lastIndexOf('.');
        if (last < 0 || last == compact.length() - 1) {
            throw QkmsException.malformed(field, "jws.parts", null, null);
        }
        return new Jws(
                JwsSigningInput.parse(field, compact.substring(0, last)),
                Base64Url.decode(field, compact.substring(last + 1)));
    }

    /**
     * Checks the signature with the key of the set that the header names. The key decides the algorithm; a header that says
     * another is refused before anything is computed.
     */
    public JwsVerification verify(JwkSet keys, SignatureVerifier verifier) {
        return header().kid()
                .flatMap(keys::find)
                .map(key -> verify(key, verifier))
                .orElse(JwsVerification.KEY_UNKNOWN);
    }

    /** Checks the signature with this key; a header that names another key is refused, one that names none is not. */
    public JwsVerification verify(Jwk key, SignatureVerifier verifier) {
        if (header().kid().filter(kid -> !kid.equals(key.kid())).isPresent()) {
            return JwsVerification.KEY_UNKNOWN;
        }
        if (!header().alg().equals(key.alg())) {
            return JwsVerification.ALGORITHM_MISMATCH;
        }
        Algorithm algorithm = key.algorithm();
        Optional<byte[]> encoded = switch (algorithm.family()) {
            case EC -> EcdsaSignature.toX509(algorithm, signature);
            // Their signatures have one length; a wrong one need not reach a module.
            default -> Optional.of(signature).filter(octets -> octets.length == algorithm.signatureLength());
        };
        return encoded.filter(octets -> verifier.verify(algorithm, key.publicKey(), input.octets(), octets))
                .map(octets -> JwsVerification.VALID)
                .orElse(JwsVerification.SIGNATURE_INVALID);
    }

    /** The header. */
    public JwsHeader header() {
        return input.header();
    }

    /** The payload; a fresh copy. */
    public byte[] payload() {
        return input.payload();
    }

    /**
     * The payload as claims of a JWT.
     *
     * @throws QkmsException 40000 if it is not one JSON object
     */
    public ObjectNode claims(String field) {
        return input.claims(field);
    }

    /** The signature as it stands in the serialisation, base64url. */
    public String encodedSignature() {
        return Base64Url.encode(signature);
    }

    /** The compact serialisation. */
    public String compact() {
        return input + "." + encodedSignature();
    }

    /** Header only: whoever holds a token can use it, so it does not go into logs. */
    @Override
    public String toString() {
        return "Jws" + header();
    }
}
