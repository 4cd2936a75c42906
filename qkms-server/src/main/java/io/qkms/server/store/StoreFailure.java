package io.qkms.server.store;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Tells a database that is not there, or cannot take more, from a defect of ours. */
final class StoreFailure {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private StoreFailure() {}

    /** 50301 if the database is at fault, else the failure itself. Only for failures before the commit. */
    static RuntimeException refusalOf(RuntimeException failure) {
        if (failure instanceof QkmsException) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && unavailable(sql)) {
                return new QkmsException(
                        ErrorCode.UNAVAILABLE,
                        List.of(ErrorDetail.of("store", "store.unavailable", null)),
                        RETRY_AFTER,
                        failure);
            }
        }
        return failure;
    }

    /** By SQLSTATE; the pool's own time-out has none of the database's. */
    private static boolean unavailable(SQLException failure) {
        if (failure instanceof java.sql.SQLTransientConnectionException) {
            return true;
        }
        String state = failure.getSQLState();
        if (state == null) {
            return false;
        }
        return state.startsWith("08") // connection lost
                || state.startsWith("53") // PostgreSQL: out of disk, memory, connections
                || state.startsWith("57P") // PostgreSQL: shutting down
                || state.startsWith("58") // PostgreSQL: input/output
                || state.equals("57014") // statement time-out
                || state.startsWith("40") // deadlock or serialisation: rolled back, try again
                || state.equals("55P03") // lock time-out
                || state.startsWith("HYT00") // H2: lock time-out
                || state.startsWith("90098") // H2: closed
                || state.startsWith("90121");
    }
}
