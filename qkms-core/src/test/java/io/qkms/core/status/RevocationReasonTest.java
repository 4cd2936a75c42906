package io.qkms.core.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationReasonTest {

    @ParameterizedTest
    @CsvSource({
        "unspecified, 0",
        "keyCompromise, 1",
        "cACompromise, 2",
        "affiliationChanged, 3",
        "superseded, 4",
        "cessationOfOperation, 5",
        "certificateHold, 6",
        "privilegeWithdrawn, 9"
    })
    void readsTheNamesAndNumbersOfRfc5280(String name, int number) {
        RevocationReason reason = RevocationReason.parse("reason", name);

        assertThat(reason.code()).isEqualTo(number);
        assertThat(reason.displayName()).isEqualTo(name);
        assertThat(RevocationReason.parse("reason", Integer.toString(number))).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "8", "10", "removeFromCRL", "aACompromise", "11", "-1", "01", "", "compromised"})
    void refusesWhatARevocationMayNotState(String text) {
        assertThatThrownBy(() -> RevocationReason.parse("reason", text))
                .isInstanceOfSatisfying(QkmsException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
                    assertThat(refusal.details()).singleElement().satisfies(detail -> {
                        assertThat(detail.field()).isEqualTo("reason");
                        assertThat(detail.rule()).isEqualTo("revocation.reason");
                        assertThat(detail.value()).isEqualTo(text);
                        assertThat(detail.allowed()).contains("keyCompromise").hasSize(8);
                    });
                });
    }

    @Test
    void readsNamesInAnyCase() {
        assertThat(RevocationReason.parse("reason", "KeyCompromise")).isEqualTo(RevocationReason.KEY_COMPROMISE);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundAgainByItsNumber(RevocationReason reason) {
        assertThat(RevocationReason.ofCode(reason.code())).isEqualTo(reason);
    }
}
