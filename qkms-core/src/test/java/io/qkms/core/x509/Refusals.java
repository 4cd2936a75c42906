package io.qkms.core.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a test says of a refusal with one reason. */
final class Refusals {
    private Refusals() {}

    static ErrorDetail assertRefused(ErrorCode code, String rule, ThrowingCallable call) {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, call);
        assertThat(refusal).as("refusal with rule " + rule).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.details()).hasSize(1);
        assertThat(refusal.details().get(0).rule()).isEqualTo(rule);
        return refusal.details().get(0);
    }

    static ErrorDetail assertMalformed(String rule, ThrowingCallable call) {
        return assertRefused(ErrorCode.MALFORMED_REQUEST, rule, call);
    }
}
