package io.qkms.server.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large header fields may be: tokens with ML-DSA signatures are 5 kB and more. */
final class HeaderLimits {
    /** The longest line, in octets: request line or header field. */
    static final int LINE = 32 * 1024;

    /** All header fields together, in octets. */
    static final int TOTAL = 64 * 1024;

    private HeaderLimits() {}

    /** @throws QkmsException 43101 if a header field is longer than a line may be */
    static void check(MultiMap headers) {
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().length() + header.getValue().length() > LINE) {
                throw tooLarge("header.too_long", LINE, null);
            }
        }
    }

    /** Why a request that could not be decoded is refused. */
    static QkmsException refusalOfUndecodable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return tooLarge("request_line.too_long", LINE, cause);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return tooLarge("headers.too_large", TOTAL, cause);
        }
        return QkmsException.malformed("request", "http.malformed", null, cause);
    }

    private static QkmsException tooLarge(String rule, int limit, @Nullable Throwable cause) {
        return new QkmsException(
                ErrorCode.HEADERS_TOO_LARGE,
                List.of(new ErrorDetail(null, rule, null, List.of(Integer.toString(limit)))),
                null,
                cause);
    }
}
