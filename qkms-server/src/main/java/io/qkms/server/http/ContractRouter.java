package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.server.access.Caller;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Leads every request through the contract to its handler, refusing in the contract's order: headers, path, method,
 * credentials, scope, size, media type, representation, parameters and body, and last the admission gate.
 *
 * <p>Safe for use by many event loops.
 */
public final class ContractRouter implements Handler<HttpServerRequest> {
    /** A larger body is parsed on a virtual thread: it could hold an event loop up for milliseconds. */
    private static final int PARSED_AT_ONCE = 16 * 1024;

    private final RouteTable routes;
    private final Parameters parameters;
    private final JsonBody jsonBody;
    private final BodyLimits limits;
    private final Authenticator authenticator;
    private final AdmissionGate gate;
    private final RequestObserver observer;
    private final @Nullable HttpDate date;
    private final ErrorRenderer errors = new ErrorRenderer();
    private final Map<String, OperationHandler> handlers;
    private final Map<String, ImmediateHandler> immediateHandlers;
    private final Set<String> probes;
    private volatile boolean closingConnections;

    private ContractRouter(Builder builder) {
        this.routes = new RouteTable(builder.contract.operations().values());
        this.parameters = new Parameters(builder.contract.schemas());
        this.jsonBody = new JsonBody(builder.contract.schemas());
        this.limits = builder.limits;
        this.date = builder.date;
        this.authenticator = builder.authenticator;
        this.gate = builder.gate;
        this.observer = builder.observer;
        this.handlers = Map.copyOf(builder.handlers);
        this.immediateHandlers = Map.copyOf(builder.immediateHandlers);
        this.probes = Set.copyOf(builder.probes);
    }

    /** A router whose handlers are still to be named. */
    public static Builder of(
            Contract contract,
            BodyLimits limits,
            Authenticator authenticator,
            AdmissionGate gate,
            RequestObserver observer) {
        return new Builder(contract, limits, authenticator, gate, observer);
    }

    /** Takes in the handlers of the contract's operations. */
    public static final class Builder implements Operations {
        private final Contract contract;
        private final BodyLimits limits;
        private final Authenticator authenticator;
        private final AdmissionGate gate;
        private final RequestObserver observer;
        private @Nullable HttpDate date;
        private final Map<String, OperationHandler> handlers = new HashMap<>();
        private final Map<String, ImmediateHandler> immediateHandlers = new HashMap<>();
        private final Set<String> probes = new HashSet<>();

        private Builder(
                Contract contract,
                BodyLimits limits,
                Authenticator authenticator,
                AdmissionGate gate,
                RequestObserver observer) {
            this.contract = contract;
            this.limits = limits;
            this.authenticator = authenticator;
            this.gate = gate;
            this.observer = observer;
        }

        @Override
        public Builder operation(String operationId, OperationHandler handler) {
            name(handlers, operationId, handler);
            return this;
        }

        @Override
        public Builder probe(String operationId, OperationHandler handler) {
            probes.add(operationId);
            return operation(operationId, handler);
        }

        @Override
        public Builder immediate(String operationId, ImmediateHandler handler) {
            name(immediateHandlers, operationId, handler);
            return this;
        }

        private <H> void name(Map<String, H> named, String operationId, H handler) {
            if (!contract.operations().containsKey(operationId)) {
                throw new IllegalArgumentException("the contract has no operation " + operationId);
            }
            if (named.putIfAbsent(operationId, handler) != null) {
                throw new IllegalArgumentException(operationId + " has a handler already");
            }
        }

        /** Lets answers carry {@code Date}, by this clock. */
        public Builder dated(InstantSource clock) {
            date = new HttpDate(clock);
            return this;
        }

        /** Takes in all handlers of a feature. */
        public Builder with(Routes feature) {
            feature.register(this);
            return this;
        }

        /**
         * The router.
         *
         * @throws IllegalStateException if an operation of the contract has no handler
         */
        public ContractRouter build() {
            TreeSet<String> missing = new TreeSet<>(contract.operations().keySet());
            missing.removeAll(handlers.keySet());
            missing.removeAll(immediateHandlers.keySet());
            if (!missing.isEmpty()) {
                throw new IllegalStateException("operations of the contract without a handler: " + missing);
            }
            return new ContractRouter(this);
        }
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = exchange(request);
        attempt(exchange, () -> {
            HeaderLimits.check(request.headers());
            RouteTable.Match match = routes.find(request.path() == null ? "" : request.path())
                    .orElseThrow(() -> QkmsException.of(ErrorCode.NOT_FOUND, "path", "path.unknown", null));
            Operation operation = match.operation(request.method().name());
            if (operation != null) {
                exchange.isOf(operation);
                authenticate(exchange, operation, match);
            } else if (request.method().name().equals("OPTIONS")) {
                exchange.finish(Answer.empty(204).header("Allow", match.allow()));
            } else {
                refuseMethod(exchange, match);
            }
        });
    }

    /** Answers what is no HTTP request: the server's handler for those. */
    void handleInvalid(HttpServerRequest request) {
        Exchange exchange = exchange(request);
        exchange.closesConnection();
        exchange.fail(HeaderLimits.refusalOfUndecodable(request.decoderResult().cause()));
    }

    /** From now on each answer is the last on its connection: the server is about to stop. */
    void closeConnections() {
        closingConnections = true;
    }

    private Exchange exchange(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, Vertx.currentContext(), errors, observer, date);
        if (closingConnections) {
            exchange.closesConnection();
        }
        return exchange;
    }

    private static void attempt(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            exchange.fail(e);
        }
    }

    private static void refuseMethod(Exchange exchange, RouteTable.Match match) {
        QkmsException refusal = new QkmsException(
                ErrorCode.METHOD_NOT_ALLOWED,
                List.of(new ErrorDetail(
                        "method",
                        "method.not_allowed",
                        null,
                        List.of(match.allow().split(", ")))));
        exchange.refuse(refusal.code(), exchange.render(refusal).header("Allow", match.allow()));
    }

    private void authenticate(Exchange exchange, Operation operation, RouteTable.Match match) {
        if (operation.isPublic()) {
            admit(exchange, operation, match, null);
            return;
        }
        String authorization = exchange.request().getHeader("Authorization");
        if (authorization == null) {
            throw QkmsException.of(ErrorCode.UNAUTHENTICATED, "Authorization", "token.missing", null);
        }
        Optional<Caller> remembered = authenticator.remembered(authorization);
        if (remembered.isPresent()) {
            authorize(exchange, operation, match, remembered.get());
            return;
        }
        exchange.request().pause();
        gate.run(() -> attempt(exchange, () -> {
            Caller caller = authenticator.authenticate(authorization);
            exchange.context()
                    .runOnContext(turn -> attempt(exchange, () -> {
                        exchange.request().resume();
                        authorize(exchange, operation, match, caller);
                    }));
        }));
    }

    private void authorize(Exchange exchange, Operation operation, RouteTable.Match match, Caller caller) {
        exchange.isBy(caller);
        String scope = operation.scope();
        if (scope != null && !caller.mayUse(scope)) {
            throw new QkmsException(
                    ErrorCode.FORBIDDEN, List.of(new ErrorDetail("scope", "scope.missing", null, List.of(scope))));
        }
        admit(exchange, operation, match, caller);
    }

    private void admit(Exchange exchange, Operation operation, RouteTable.Match match, @Nullable Caller caller) {
        HttpServerRequest request = exchange.request();
        RequestBody body = new RequestBody(request);
        Optional<String> mediaType = Optional.empty();
        if (operation.takesBody()) {
            body.requireDeclaredAtMost(limits.of(operation));
            mediaType = body.mediaType(operation);
        }
        Negotiation.choose(request.headers().getAll("Accept"), operation.produces());
        if (!operation.takesBody() && body.present()) {
            throw QkmsException.malformed("body", "body.unexpected", null, null);
        }
        Map<String, String> path = parameters.path(operation, match.rawParameters());
        Map<String, List<String>> query = parameters.query(operation, request.query() == null ? "" : request.query());
        boolean isJson = MediaTypes.JSON.equals(mediaType.orElse(MediaTypes.JSON))
                && operation.consumes().containsKey(MediaTypes.JSON);
        body.read(exchange.context().owner(), limits.of(operation))
                .onSuccess(octets -> attempt(exchange, () -> {
                    CallMaker maker = json -> new Call(
                            operation,
                            exchange.requestId(),
                            exchange.remoteAddress(),
                            caller,
                            path,
                            query,
                            request.headers(),
                            octets,
                            json);
                    if (!isJson) {
                        dispatch(exchange, maker.make(null));
                    } else if (octets.length <= PARSED_AT_ONCE) {
                        dispatch(exchange, maker.make(json(operation, octets)));
                    } else {
                        gate.run(() -> attempt(exchange, () -> work(exchange, maker.make(json(operation, octets)))));
                    }
                }))
                .onFailure(exchange::fail);
    }

    @FunctionalInterface
    private interface CallMaker {
        Call make(@Nullable JsonNode json);
    }

    private @Nullable JsonNode json(Operation operation, byte[] octets) {
        String schema = operation.consumes().get(MediaTypes.JSON);
        if (schema == null) {
            return null;
        }
        if (octets.length > 0) {
            return jsonBody.read(octets, schema);
        }
        if (operation.bodyRequired()) {
            throw QkmsException.malformed("body", "body.required", null, null);
        }
        return null;
    }

    private void dispatch(Exchange exchange, Call call) {
        ImmediateHandler immediate = immediateHandlers.get(call.operationId());
        Optional<Answer> answer = immediate == null ? Optional.empty() : immediate.handle(call);
        if (answer.isPresent()) {
            exchange.finish(answer.get());
        } else if (probes.contains(call.operationId())) {
            gate.runProbe(() -> attempt(exchange, () -> work(exchange, call)));
        } else {
            gate.run(() -> attempt(exchange, () -> work(exchange, call)));
        }
    }

    private void work(Exchange exchange, Call call) {
        OperationHandler handler = handlers.get(call.operationId());
        if (handler == null) {
            throw new IllegalStateException(call.operationId() + " is answered from memory only, and was not");
        }
        // So that whatever is logged on the way names the request.
        try (MDC.MDCCloseable requestId = MDC.putCloseable("request_id", call.requestId())) {
            exchange.finish(handler.handle(call));
        }
    }
}
