package io.qkms.server.status;

import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.MediaTypes;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;

/** {@code /v1/ocsp}, by POST and by GET. */
final class OcspRoutes implements Routes {
    private static final byte[] NOT_BASE64 = {};

    private final OcspService ocsp;
    private final InstantSource clock;

    OcspRoutes(OcspService ocsp, InstantSource clock) {
        this.ocsp = ocsp;
        this.clock = clock;
    }

    @Override
    public void register(Operations contract) {
        contract.immediate("postOcsp", call -> ocsp.inMemory(call.rawBody()).map(this::toPost))
                .operation("postOcsp", call -> toPost(ocsp.answer(call.rawBody())))
                .immediate("getOcsp", call -> ocsp.inMemory(request(call)).map(answer -> toGet(call, answer)))
                .operation("getOcsp", call -> toGet(call, ocsp.answer(request(call))));
    }

    /**
     * The request in the path, percent-decoded once: base64 of either alphabet, with or without padding. It begins with
     * an M, since a DER SEQUENCE does, so slashes before it belong to the URL that the client appended it to. What is not base64
     * is no request.
     */
    static byte[] decode(String raw) {
        String path;
        try {
            // A plus sign is itself in a path: only forms and queries use it for a space.
            path = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return NOT_BASE64;
        }
        StringBuilder digits = new StringBuilder(path.length());
        boolean begun = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            begun |= c != '/';
            if (begun && c != '\r' && c != '\n') {
                digits.append(c == '-' ? '+' : c == '_' ? '/' : c);
            }
        }
        try {
            return Base64.getDecoder().decode(digits.toString());
        } catch (IllegalArgumentException e) {
            return NOT_BASE64;
        }
    }

    private static byte[] request(Call call) {
        return decode(call.path("request"));
    }

    private Answer toGet(Call call, OcspAnswer answer) {
        OcspAnswer.Freshness freshness = answer.freshness();
        return freshness == null
                ? forOne(answer)
                : representation(freshness).toGet(call, clock.instant(), answer::encoded);
    }

    private Answer toPost(OcspAnswer answer) {
        OcspAnswer.Freshness freshness = answer.freshness();
        return freshness == null ? forOne(answer) : representation(freshness).toPost(clock.instant(), answer.encoded());
    }

    private static Answer forOne(OcspAnswer answer) {
        return Answer.bytes(200, MediaTypes.OCSP_RESPONSE, answer.encoded()).header("Cache-Control", "no-store");
    }

    /** Caching headers as RFC 5019 §6.2 wants them. */
    private static Representation representation(OcspAnswer.Freshness freshness) {
        return new Representation(
                MediaTypes.OCSP_RESPONSE,
                freshness.etag(),
                freshness.thisUpdate(),
                freshness.nextUpdate(),
                freshness.refreshAt());
    }
}
