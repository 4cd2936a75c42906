package io.qkms.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.HybridForm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"CA", "OCSP"})
    void leavesTheKeysOfAuthoritiesAndRespondersToTheirMaking(String usage) {
        refuses(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                "usage.reserved",
                new KeyRequest(usage, "ML-DSA-65", false, Map.of(), null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_SERVER, ROT13, algorithm.unknown",
        "TLS_SERVER, FALCON-512, algorithm.unavailable",
        "TLS_SERVER, ML-KEM-768, algorithm.usage",
        "KEY_ENCAPSULATION, ML-DSA-65, algorithm.usage",
        "KEY_ENCAPSULATION, ML-KEM-768, algorithm.unavailable"
    })
    void refusesAlgorithmsThatAreUnknownNotAvailableOrUnfit(String usage, String algorithm, String rule) {
        refuses(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                rule,
                new KeyRequest(usage, algorithm, false, Map.of(), null, null, null, null, null));
    }

    @Test
    void needsARealmForTokens() {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "realm.required",
                new KeyRequest("JWT_SIGNING", "ML-DSA-65", false, Map.of(), null, null, null, null, null));
    }

    @Test
    void refusesARealmForAnythingElse() {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "realm.usage",
                new KeyRequest("TLS_SERVER", "ML-DSA-65", false, Map.of(), null, "a", null, null, null));
    }

    @Test
    void refusesAnIssuerWithoutARealm() {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "issuer.realm",
                new KeyRequest("TLS_SERVER", "ML-DSA-65", false, Map.of(), null, null, "https://a", null, null));
    }

    @Test
    void refusesAnIssuerThatLooksLikeAUriAndIsNone() {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "issuer.uri",
                new KeyRequest("JWT_SIGNING", "ML-DSA-65", false, Map.of(), null, "a", "https://a b", null, null));
    }

    @Test
    void refusesTokensThatLiveNoTime() {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "max_token_ttl.positive",
                new KeyRequest("JWT_SIGNING", "ML-DSA-65", false, Map.of(), null, "a", null, Duration.ZERO, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "ca"})
    void keepsServiceKeysOutOfTheAuthoritiesSlots(String slot) {
        refuses(
                ErrorCode.MALFORMED_REQUEST,
                "slot.reserved",
                new KeyRequest("TLS_SERVER", "ML-DSA-65", false, Map.of(), null, null, null, null, slot));
    }

    @Test
    void takesTheDefaultHybridFormOfAnAlgorithmThatIsNoHybridAsNothingSaid() {
        KeyPlan plan = new KeyRequest(
                        "TLS_SERVER",
                        "CRYSTALS-DILITHIUM-3",
                        false,
                        Map.of(),
                        HybridForm.COMPOSITE,
                        null,
                        null,
                        null,
                        null)
                .plan("default");

        assertThat(plan.hybridForm()).isNull();
        assertThat(plan.slot()).isEqualTo("default");
    }

    @Test
    void refusesTwoSignaturesFromAnAlgorithmThatHasOne() {
        refuses(
                ErrorCode.UNSUPPORTED_ALGORITHM,
                "algorithm.hybrid_form",
                new KeyRequest(
                        "TLS_SERVER", "ML-DSA-65", false, Map.of(), HybridForm.ALT_SIGNATURE, null, null, null, null));
    }

    private static void refuses(ErrorCode code, String rule, KeyRequest request) {
        QkmsException refusal = catchThrowableOfType(QkmsException.class, () -> request.plan("default"));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.details().getFirst().rule()).isEqualTo(rule);
    }
}
