package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreFailureTest {
    @ParameterizedTest
    @CsvSource({
        "08006, connection lost",
        "53300, too many connections",
        "53100, disk full",
        "57P01, shutting down",
        "57014, statement time-out",
        "40P01, deadlock",
        "55P03, lock time-out",
        "HYT00, lock time-out of H2",
        "90098, database closed, of H2"
    })
    void isUnavailableWhereTheDatabaseIsAtFault(String state) {
        RuntimeException failure = new IllegalStateException("wrapped", new SQLException("reason", state));

        RuntimeException refusal = StoreFailure.refusalOf(failure);

        assertUnavailable(refusal);
        assertThat(refusal).hasCause(failure);
    }

    @Test
    void isUnavailableWhereThePoolHasNoConnection() {
        assertUnavailable(StoreFailure.refusalOf(
                new IllegalStateException("wrapped", new SQLTransientConnectionException("none within 10 s"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "22001"})
    void staysWhatItIsWhereWeAreAtFault(String state) {
        RuntimeException failure = new IllegalStateException("wrapped", new SQLException("reason", state));

        assertThat(StoreFailure.refusalOf(failure)).isSameAs(failure);
    }

    @Test
    void staysARefusalOfOurs() {
        QkmsException refusal = QkmsException.notFound("id", "x");

        assertThat(StoreFailure.refusalOf(refusal)).isSameAs(refusal);
    }

    private static void assertUnavailable(RuntimeException refusal) {
        assertThat(refusal).isInstanceOfSatisfying(QkmsException.class, unavailable -> {
            assertThat(unavailable.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(unavailable.retryAfter()).hasValue(Duration.ofSeconds(2));
        });
    }
}
