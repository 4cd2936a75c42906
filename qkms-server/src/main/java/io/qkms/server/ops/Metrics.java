package io.qkms.server.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.server.http.Outcome;
import io.qkms.server.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus reads: requests by operation and status, refusals by code, certificates issued, signatures by slot and
 * algorithm, and the JVM. Labels take their values from the contract and the registry of algorithms only, never from what
 * callers send. Safe for use by many threads; recording takes about a microsecond.
 */
public final class Metrics implements RequestObserver {
    private static final Set<String> ISSUING = Set.of("issueCertificate", "renewCertificate");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
    private final Map<Integer, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<Signing, Timer> signatures = new ConcurrentHashMap<>();
    private final Counter issued = Counter.builder("qkms.certificates.issued")
            .description("Certificates issued by this node")
            .register(registry);

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private record Request(String operation, int status) {}

    private record Signing(String slot, Algorithm algorithm) {}

    @Override
    public void answered(Outcome outcome) {
        String operation = Objects.requireNonNullElse(outcome.operationId(), "none");
        requests.computeIfAbsent(new Request(operation, outcome.status()), this::requestTimer)
                .record(outcome.time());
        if (outcome.code() != 0) {
            refusals.computeIfAbsent(outcome.code(), this::refusalCounter).increment();
        }
        if (outcome.status() == 201 && ISSUING.contains(operation)) {
            issued.increment();
        }
    }

    /** A slot has signed. */
    public void signed(String slot, Algorithm algorithm, Duration time) {
        signatures
                .computeIfAbsent(new Signing(slot, algorithm), this::signingTimer)
                .record(time);
    }

    /** Shows a number that something else keeps, for example how many calls are inside the admission gate. */
    public <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** Everything, in the Prometheus text format 0.0.4. */
    String scrape() {
        return registry.scrape();
    }

    private Timer requestTimer(Request request) {
        return Timer.builder("qkms.http.requests")
                .description("Requests answered, by operation of the contract and HTTP status")
                .tag("operation", request.operation)
                .tag("status", Integer.toString(request.status))
                .register(registry);
    }

    private Counter refusalCounter(int code) {
        return Counter.builder("qkms.http.refusals")
                .description("Requests refused, by error code of the contract")
                .tag("code", Integer.toString(code))
                .register(registry);
    }

    private Timer signingTimer(Signing signing) {
        return Timer.builder("qkms.signatures")
                .description("Signatures made, by slot and algorithm, with the wait for a signing thread")
                .tag("slot", signing.slot)
                .tag("algorithm", signing.algorithm.displayName())
                .register(registry);
    }
}
