package io.qkms.server.http;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Caller;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One request and its one answer. Lives on the event loop; {@link #finish} and {@link #fail} may come from any thread. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

    /** What is left of a refused body is let through up to this size, which keeps the connection. */
    private static final int DRAINED = 256 * 1024;

    /** How long what is left of a refused body is thrown away before the connection is closed, so that the caller sees why. */
    private static final long LINGER_MILLIS = 2_000;

    private final HttpServerRequest request;
    private final Context context;
    private final ErrorRenderer errors;
    private final RequestObserver observer;
    private final @Nullable HttpDate date;
    private final String requestId;
    private final String remoteAddress;
    private final long startedAt = System.nanoTime();
    private @Nullable Operation operation;
    private @Nullable Caller caller;
    private boolean closing;
    private boolean answered;

    /** @param date dates the answer; null for none */
    Exchange(
            HttpServerRequest request,
            Context context,
            ErrorRenderer errors,
            RequestObserver observer,
            @Nullable HttpDate date) {
        this.request = request;
        this.context = context;
        this.errors = errors;
        this.observer = observer;
        this.date = date;
        this.requestId = RequestId.of(request.getHeader(RequestId.HEADER));
        this.remoteAddress = request.remoteAddress() == null
                ? "unknown"
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    HttpServerRequest request() {
        return request;
    }

    Context context() {
        return context;
    }

    String requestId() {
        return requestId;
    }

    String remoteAddress() {
        return remoteAddress;
    }

    void isOf(Operation named) {
        operation = named;
    }

    void isBy(Caller known) {
        caller = known;
    }

    /** The connection is closed after the answer. */
    void closesConnection() {
        closing = true;
    }

    /** Answers, from whatever thread. */
    void finish(Answer answer) {
        onEventLoop(() -> write(answer, 0));
    }

    /** Refuses, from whatever thread: with the refusal's own code, or as a defect that is logged. */
    void fail(Throwable cause) {
        onEventLoop(() -> {
            QkmsException refusal = refusal(cause);
            Answer rendered;
            try {
                rendered = render(refusal);
            } catch (RuntimeException | Error defect) {
                // Whoever waits is told something, even where the words for it cannot be found.
                LOG.error("{} {}: an error cannot be rendered", requestId, operationId(), defect);
                write(Answer.empty(500), ErrorCode.INTERNAL_ERROR.code());
                return;
            }
            write(rendered, refusal.code().code());
        });
    }

    /** The error's answer, for refusals that need a header of their own. */
    Answer render(QkmsException refusal) {
        return errors.render(refusal, request.getHeader("Accept-Language"), requestId);
    }

    /** Refuses with an answer that was rendered already. */
    void refuse(ErrorCode code, Answer rendered) {
        onEventLoop(() -> write(rendered, code.code()));
    }

    private QkmsException refusal(Throwable cause) {
        if (cause instanceof QkmsException refusal) {
            boolean ours = refusal.code().httpStatus() >= 500 && refusal.getCause() != null;
            LOG.atLevel(ours ? Level.WARN : Level.DEBUG)
                    .setCause(ours ? refusal : null)
                    .log("{} {}: {}", requestId, operationId(), refusal.getMessage());
            return refusal;
        }
        LOG.error("{} {}: a defect", requestId, operationId(), cause);
        return new QkmsException(ErrorCode.INTERNAL_ERROR, List.of());
    }

    private @Nullable String operationId() {
        return operation == null ? null : operation.id();
    }

    private void onEventLoop(Runnable work) {
        if (Vertx.currentContext() == context) {
            work.run();
        } else {
            context.runOnContext(turn -> work.run());
        }
    }

    private void write(Answer answer, int code) {
        if (answered) {
            return;
        }
        answered = true;
        observer.answered(new Outcome(
                operationId(),
                request.method().name(),
                answer.status(),
                code,
                caller == null ? null : caller.clientId(),
                caller == null ? null : caller.tenant(),
                remoteAddress,
                requestId,
                Duration.ofNanos(System.nanoTime() - startedAt)));
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            head(response, answer);
            boolean unread = leaveRestOfBody();
            if (unread || closing) {
                response.putHeader("Connection", "close");
            }
            boolean bodiless = request.method().equals(HttpMethod.HEAD) || answer.body().length == 0;
            (bodiless ? response.end() : response.end(Buffer.buffer(answer.body()))).onComplete(sent -> {
                if (unread) {
                    context.owner()
                            .setTimer(
                                    LINGER_MILLIS, turn -> request.connection().close());
                } else if (closing) {
                    request.connection().close();
                }
            });
        }
    }

    private void head(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        if (date != null) {
            response.putHeader("Date", date.now());
        }
        response.putHeader(RequestId.HEADER, requestId);
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.putHeader("Content-Security-Policy", NOTHING_ALLOWED);
        response.putHeader("Cache-Control", "no-store");
        answer.headers().forEach(response::putHeader);
        answer.mediaType().ifPresent(mediaType -> {
            response.putHeader(
                    "Content-Type", mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType);
            if (request.method().equals(HttpMethod.HEAD)) {
                response.putHeader("Content-Length", Integer.toString(answer.body().length));
            }
        });
    }

    /** What has not been read of the body is not read any more; whether the connection has to go for that. */
    private boolean leaveRestOfBody() {
        if (closing || request.isEnded()) {
            return false;
        }
        request.handler(chunk -> {});
        request.endHandler(end -> {});
        request.exceptionHandler(cause -> {});
        request.resume();
        return !new RequestBody(request).atMost(DRAINED);
    }
}
