package io.qkms.core.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.Signer;
import java.nio.charset.StandardCharsets;

/**
 * What a JWS signs: {@code BASE64URL(header) . BASE64URL(payload)} in ASCII (RFC 7515 §5.1). Immutable and safe for use by
 * many threads.
 */
public final class JwsSigningInput {
    /** Longest compact serialisation that is read, in characters; a signing input is a part of one. */
    static final int LONGEST = 256 * 1024;

    private final JwsHeader header;
    private final byte[] payload;
    private final String text;

    private JwsSigningInput(JwsHeader header, byte[] payload, String text) {
        this.header = header;
        this.payload = payload;
        this.text = text;
    }

    /** The signing input of a header and a payload. */
    public static JwsSigningInput of(JwsHeader header, byte[] payload) {
        return new JwsSigningInput(header, payload.clone(), header.encoded() + "." + Base64Url.encode(payload));
    }

    /**
     * Reads what a caller has serialised already.
     *
     * @param field the request's field, for errors
     * @throws QkmsException 40000 if it is not two parts of canonical base64url with a JSON object as header, is longer than
     *     256 KiB, or its header asks for {@code none}, {@code crit} or {@code b64}
     */
    public static JwsSigningInput parse(String field, String text) {
        if (text.length() > LONGEST) {
            throw QkmsException.malformed(field, "jws.size", null, null);
        }
        int dot = text.indexOf('.');
        if (dot < 1 || text.indexOf('.', dot + 1) >= 0) {
            throw QkmsException.malformed(field, "jws.parts", null, null);
        }
        JwsHeader header = JwsHeader.parse(field, text.substring(0, dot));
        return new JwsSigningInput(header, Base64Url.decode(field, text.substring(dot + 1)), text);
    }

    /**
     * Signs it.
     *
     * @param kid the id of the signer's key
     * @throws QkmsException 40000 if the header's {@code alg} is not the signer's, or its {@code kid} is not this one; 50010
     *     and 50301 as {@link Signer#sign}
     */
    public Jws sign(String kid, Signer signer) {
        Algorithm algorithm = signer.algorithm();
        if (!algorithm.joseName().filter(header.alg()::equals).isPresent()) {
            throw QkmsException.malformed("signing_input", "signing_input.alg", header.alg(), null);
        }
        if (!header.kid().filter(kid::equals).isPresent()) {
            throw QkmsException.malformed(
                    "signing_input", "signing_input.kid", header.kid().orElse(null), null);
        }
        byte[] signature = signer.sign(octets());
        return new Jws(
                this,
                switch (algorithm.family()) {
                    case EC -> EcdsaSignature.toJose(algorithm, signature);
                    default -> signature;
                });
    }

    /** The header. */
    public JwsHeader header() {
        return header;
    }

    /** The payload; a fresh copy. */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * The payload as the claims of a JWT (RFC 7519 §4).
     *
     * @throws QkmsException 40000 if it is not one JSON object
     */
    public ObjectNode claims(String field) {
        return StrictJson.parse(field, payload);
    }

    /** The octets that are signed. */
    byte[] octets() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The text, as it stands before the last dot of the compact serialisation. */
    @Override
    public String toString() {
        return text;
    }
}
