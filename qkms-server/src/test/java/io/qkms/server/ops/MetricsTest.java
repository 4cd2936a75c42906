package io.qkms.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.server.http.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void countsRequestsByOperationAndStatus() {
        metrics.answered(outcome("createKey", 201, 0));
        metrics.answered(outcome("createKey", 201, 0));
        metrics.answered(outcome("createKey", 400, 40000));

        assertThat(metrics.scrape())
                .contains("qkms_http_requests_seconds_count{operation=\"createKey\",status=\"201\"} 2")
                .contains("qkms_http_requests_seconds_count{operation=\"createKey\",status=\"400\"} 1")
                .contains("qkms_http_refusals_total{code=\"40000\"} 1.0");
    }

    @Test
    void requestsThatNameNoOperationAreCountedTogether() {
        metrics.answered(outcome(null, 404, 40401));

        assertThat(metrics.scrape()).contains("qkms_http_requests_seconds_count{operation=\"none\",status=\"404\"} 1");
    }

    @Test
    void countsCertificatesThatWereIssuedAndNotThoseThatWereRefused() {
        metrics.answered(outcome("issueCertificate", 201, 0));
        metrics.answered(outcome("renewCertificate", 201, 0));
        metrics.answered(outcome("issueCertificate", 409, 40901));

        assertThat(metrics.scrape()).contains("qkms_certificates_issued_total 2.0");
    }

    @Test
    void measuresSignaturesBySlotAndAlgorithm() {
        metrics.signed("ca", Algorithm.ML_DSA_65, Duration.ofMillis(3));

        assertThat(metrics.scrape())
                .contains("qkms_signatures_seconds_count{algorithm=\"ML-DSA-65\",slot=\"ca\"} 1")
                .contains("qkms_signatures_seconds_sum{algorithm=\"ML-DSA-65\",slot=\"ca\"} 0.003");
    }

    @Test
    void showsWhatOthersKeep() {
        metrics.gauge("qkms.calls.inside", "Calls inside the admission gate", this, test -> 7);

        assertThat(metrics.scrape()).contains("qkms_calls_inside 7.0");
    }

    @Test
    void showsTheJvm() {
        assertThat(metrics.scrape())
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds");
    }

    private static Outcome outcome(String operation, int status, int code) {
        return new Outcome(operation, "POST", status, code, null, null, "192.0.2.1", "r-1", Duration.ofMillis(1));
    }
}
