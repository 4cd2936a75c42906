package io.qkms.server.http;

/**
 * Does the work of one operation of the contract. Runs on a virtual thread, let in by the {@link AdmissionGate}, so it may
 * block. The request has already passed everything that the contract says of it.
 */
@FunctionalInterface
public interface OperationHandler {

    /**
     * The answer to a call.
     *
     * @throws io.qkms.core.error.QkmsException for every refusal; any other exception is a defect (50000)
     */
    Answer handle(Call call);
}
