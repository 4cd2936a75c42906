package io.qkms.server.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What refusals must say. */
public final class Expect {
    private Expect() {}

    /** A refusal with exactly these rules, in this order. */
    public static void refusal(ErrorCode code, ThrowingCallable call, String... rules) {
        assertThatExceptionOfType(QkmsException.class).isThrownBy(call).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.details()).extracting(ErrorDetail::rule).containsExactly(rules);
        });
    }
}
