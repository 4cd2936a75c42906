package io.qkms.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QkmsExceptionTest {

    @ParameterizedTest
    @EnumSource
    void theFirstThreeDigitsOfACodeAreItsHttpStatus(ErrorCode code) {
        assertThat(code.httpStatus()).isBetween(400, 599);
        assertThat(String.valueOf(code.code())).hasSize(5).startsWith(String.valueOf(code.httpStatus()));
    }

    @Test
    void carriesEveryReasonAndWhenToTryAgain() {
        QkmsException refusal = new QkmsException(
                ErrorCode.UNAVAILABLE,
                List.of(new ErrorDetail("slot", "sealed", "root", List.of())),
                Duration.ofSeconds(5),
                null);

        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.field()).isEqualTo("slot");
            assertThat(detail.rule()).isEqualTo("sealed");
            assertThat(detail.value()).isEqualTo("root");
        });
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(5));
        assertThat(refusal).hasMessageContaining("50301");
    }
}
