package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request's body: whether there is one, of what type, and its octets up to a limit. Used on the event loop. */
final class RequestBody {
    private static final long PATIENCE_MILLIS = 30_000;

    private final HttpServerRequest request;
    private final long declaredLength;
    private final boolean chunked;

    RequestBody(HttpServerRequest request) {
        this.request = request;
        MultiMap headers = request.headers();
        this.chunked = headers.contains("Transfer-Encoding");
        this.declaredLength = declaredLength(headers.get("Content-Length"));
    }

    private static long declaredLength(@Nullable String header) {
        if (header == null) {
            return 0;
        }
        try {
            return Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    boolean present() {
        return chunked || declaredLength > 0;
    }

    /** Whether it is known to be no longer than this. */
    boolean atMost(int octets) {
        return !chunked && declaredLength <= octets;
    }

    /**
     * The one of the operation's media types that the body has; empty if there is no body.
     *
     * @throws QkmsException 41501 if it has none of them
     */
    Optional<String> mediaType(Operation operation) {
        if (!present()) {
            return Optional.empty();
        }
        String header = request.getHeader("Content-Type");
        String mediaType = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!operation.consumes().containsKey(mediaType)) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    List.of(new ErrorDetail(
                            "Content-Type",
                            "media_type.unsupported",
                            null,
                            List.copyOf(operation.consumes().keySet()))));
        }
        return Optional.of(mediaType);
    }

    /** @throws QkmsException 41301 if the request says that its body is longer than this */
    void requireDeclaredAtMost(int octets) {
        if (declaredLength > octets) {
            throw tooLarge(octets);
        }
    }

    /** Reads the body; fails with 41301 as soon as it is longer than the limit, and with 40000 if it does not come. */
    Future<byte[]> read(Vertx vertx, int limit) {
        if (!present()) {
            return Future.succeededFuture(new byte[0]);
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        Promise<byte[]> whole = Promise.promise();
        Buffer octets = Buffer.buffer();
        long timer = vertx.setTimer(
                PATIENCE_MILLIS,
                fired -> whole.tryFail(QkmsException.malformed("body", "body.incomplete", null, null)));
        request.handler(chunk -> {
            if (octets.length() + chunk.length() > limit) {
                whole.tryFail(tooLarge(limit));
            } else {
                octets.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(
                cause -> whole.tryFail(QkmsException.malformed("body", "body.incomplete", null, cause)));
        request.endHandler(end -> whole.tryComplete(octets.getBytes()));
        return whole.future().onComplete(read -> vertx.cancelTimer(timer));
    }

    private static QkmsException tooLarge(int limit) {
        return new QkmsException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                List.of(new ErrorDetail("body", "body.too_large", null, List.of(Integer.toString(limit)))));
    }
}
