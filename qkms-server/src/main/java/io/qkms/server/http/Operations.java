package io.qkms.server.http;

/** Where features hand in what does the work of the contract's operations. Used while the server is built, by one thread. */
public interface Operations {

    /**
     * Names the handler of an operation.
     *
     * @param operationId the contract's {@code operationId}
     * @throws IllegalArgumentException if the contract has no such operation, or it has a handler already
     */
    Operations operation(String operationId, OperationHandler handler);

    /**
     * Names the handler of an operation that tells how the server is: it is let in also where the admission gate is full.
     *
     * @param operationId the contract's {@code operationId}
     * @throws IllegalArgumentException if the contract has no such operation, or it has a handler already
     */
    Operations probe(String operationId, OperationHandler handler);

    /**
     * Names what answers an operation from memory before its handler is asked; an operation that is always answered from
     * memory needs no other handler.
     *
     * @param operationId the contract's {@code operationId}
     * @throws IllegalArgumentException if the contract has no such operation, or it has an immediate handler already
     */
    Operations immediate(String operationId, ImmediateHandler handler);
}
