package io.qkms.server.http;

import java.util.Optional;

/**
 * Answers an operation from memory, on the event loop: it must not block, wait for a lock that is held long, or compute for
 * more than some microseconds.
 */
@FunctionalInterface
public interface ImmediateHandler {

    /**
     * The answer if it is in memory; empty to let the operation's {@link OperationHandler} make it.
     *
     * @throws io.qkms.core.error.QkmsException for every refusal
     */
    Optional<Answer> handle(Call call);
}
