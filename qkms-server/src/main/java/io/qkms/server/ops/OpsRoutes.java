package io.qkms.server.ops;

import io.qkms.core.module.ModuleHealth;
import io.qkms.core.module.SignatureModules;
import io.qkms.server.http.Answer;
import io.qkms.server.http.Call;
import io.qkms.server.http.Operations;
import io.qkms.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /health/*}, {@code /v1/health/modules} and {@code /metrics}. */
public final class OpsRoutes implements Routes {
    private static final Answer ALIVE = Answer.json(200, Map.of("status", Readiness.Status.UP));

    private final Readiness readiness;
    private final SignatureModules modules;
    private final Metrics metrics;

    public OpsRoutes(Readiness readiness, SignatureModules modules, Metrics metrics) {
        this.readiness = readiness;
        this.modules = modules;
        this.metrics = metrics;
    }

    @Override
    public void register(Operations contract) {
        contract.immediate("getLiveness", call -> Optional.of(ALIVE))
                .probe("getReadiness", this::ready)
                .operation("getModuleHealth", this::moduleHealth)
                .probe("getMetrics", this::metrics);
    }

    private Answer ready(Call call) {
        Readiness.Report report = readiness.report();
        return Answer.json(report.status() == Readiness.Status.UP ? 200 : 503, report);
    }

    /**
     * One row of the answer.
     *
     * @param latencyMs how long the last test took, in milliseconds; null if none has run
     */
    private record Row(
            String module,
            String algorithm,
            ModuleHealth.State state,
            @Nullable Instant testedAt,
            @Nullable Double latencyMs,
            @Nullable String failure) {

        static Row of(ModuleHealth health) {
            Duration latency = health.latency();
            return new Row(
                    health.module(),
                    health.algorithm().displayName(),
                    health.state(),
                    health.testedAt(),
                    latency == null ? null : latency.toNanos() / 1_000 / 1e3,
                    health.failure());
        }
    }

    private Answer moduleHealth(Call call) {
        List<Row> rows = modules.health().stream()
                .sorted(Comparator.comparing(ModuleHealth::algorithm).thenComparing(ModuleHealth::module))
                .map(Row::of)
                .toList();
        return Answer.json(200, Map.of("items", rows));
    }

    private Answer metrics(Call call) {
        return Answer.bytes(200, "text/plain", metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
