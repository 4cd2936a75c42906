package io.qkms.server.ca;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.Arrays;
import java.util.List;

/** What an authority may still do. */
public enum CaStatus {
    /** Issues. */
    ACTIVE,
    /** Issues nothing more; its lists and OCSP answers go on. */
    RETIRED,
    /** Its own certificate is revoked. */
    REVOKED;

    /**
     * The state that a request names.
     *
     * @throws QkmsException 40000 if there is no such state
     */
    static CaStatus parse(String field, String text) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.MALFORMED_REQUEST,
                        List.of(new ErrorDetail(
                                field,
                                "ca.status",
                                text,
                                Arrays.stream(values()).map(Enum::name).toList()))));
    }
}
