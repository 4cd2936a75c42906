package io.qkms.server.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended; for metrics and for the audit of denials.
 *
 * @param operationId the contract's {@code operationId}; null if the request named none
 * @param method the HTTP method
 * @param status the HTTP status that was answered
 * @param code the contract's error code; 0 if the request was not refused
 * @param clientId the client that asked; null if unknown, or if the operation is public
 * @param tenant that client's tenant; null where {@code clientId} is
 * @param remoteAddress the peer's IP address
 * @param requestId the request's identifier
 * @param time from the request's head to the answer
 */
public record Outcome(
        @Nullable String operationId,
        String method,
        int status,
        int code,
        @Nullable String clientId,
        @Nullable String tenant,
        String remoteAddress,
        String requestId,
        Duration time) {}
