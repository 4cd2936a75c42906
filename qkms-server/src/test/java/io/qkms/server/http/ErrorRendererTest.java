package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorRendererTest {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final ResourceBundle ENGLISH =
            ResourceBundle.getBundle("io.qkms.server.http.errors", Locale.ROOT, NO_FALLBACK);
    private static final ResourceBundle KOREAN =
            ResourceBundle.getBundle("io.qkms.server.http.errors", Locale.KOREAN, NO_FALLBACK);

    private final ErrorRenderer renderer = new ErrorRenderer();

    private JsonNode render(QkmsException refusal, String language) throws IOException {
        return Json.parse(renderer.render(refusal, language, "r-1").body());
    }

    private static QkmsException refusal(ErrorCode code, String rule) {
        return QkmsException.of(code, "field", rule, "value");
    }

    @Test
    void hasBothLanguagesComplete() {
        KOREAN.keySet()
                .forEach(key -> assertThat(ENGLISH.containsKey(key))
                        .as("English for %s", key)
                        .isTrue());
        ENGLISH.keySet().forEach(key -> {
            assertThat(KOREAN.getString(key)).as("Korean for %s", key).isNotEqualTo(ENGLISH.getString(key));
            assertThat(ENGLISH.getString(key)).as(key).isNotBlank();
            String other = key.endsWith(".message")
                    ? key.replace(".message", ".resolution")
                    : key.replace(".resolution", ".message");
            assertThat(ENGLISH.containsKey(other))
                    .as("%s beside %s", other, key)
                    .isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void hasWordsForEveryCode(ErrorCode code) throws IOException {
        JsonNode english = render(new QkmsException(code, List.of()), null);
        JsonNode korean = render(new QkmsException(code, List.of()), "ko");

        assertThat(english.path("message").asText()).isNotBlank();
        assertThat(korean.path("message").asText()).containsPattern("[가-힣]");
        assertThat(korean.path("resolution").asText()).containsPattern("[가-힣]");
        assertThat(english.path("code").asInt()).isEqualTo(code.code());
        assertThat(english.path("request_id").asText()).isEqualTo("r-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POLICY_VIOLATION|프로파일 정책 위반|SAN/알고리즘을 정책과 맞추어 재요청|Match SAN and algorithm to the policy and request again",
                "CSR_SIGNATURE_INVALID|CSR 서명검증 실패|CSR 생성 시 키 일치 여부 확인|Check that the CSR was made with the matching key",
                "FORBIDDEN|권한 부족|OAuth Scope 또는 mTLS 클라이언트 인증서 확인|Check the OAuth scope or the mTLS client certificate",
                "ALREADY_ISSUED|중복 발급 요청|기존 CSR 상태 확인 후 재사용|Check the state of the existing CSR and reuse it",
                "SIGNATURE_MODULE_FAILED|PQC 서명 모듈 오류|시스템 로그 확인, 페일오버 노드로 전환|See the system log, switch to a failover node",
            })
    void saysTheDesignsOwnErrorsInItsWords(ErrorCode code, String message, String resolution, String english)
            throws IOException {
        JsonNode korean = render(new QkmsException(code, List.of()), "ko");

        assertThat(korean.path("message").asText()).isEqualTo(message);
        assertThat(korean.path("resolution").asText()).isEqualTo(resolution);
        assertThat(render(new QkmsException(code, List.of()), "en")
                        .path("resolution")
                        .asText())
                .isEqualTo(english);
    }

    @Test
    void choosesTheWordsOfTheFirstDetailsRule() throws IOException {
        assertThat(render(refusal(ErrorCode.MALFORMED_REQUEST, "json.syntax"), "en")
                        .path("message")
                        .asText())
                .isEqualTo("The request body is not valid JSON");
    }

    @Test
    void fallsBackToTheBeginningOfARuleAndThenToTheCode() throws IOException {
        assertThat(render(refusal(ErrorCode.MALFORMED_REQUEST, "json.min_length"), "en")
                        .path("message")
                        .asText())
                .isEqualTo("The request body is not what this operation takes");
        assertThat(render(refusal(ErrorCode.MALFORMED_REQUEST, "a_rule_without_words"), "en")
                        .path("message")
                        .asText())
                .isEqualTo("The request is malformed");
    }

    @Test
    void leavesOutWhatADetailDoesNotHave() throws IOException {
        QkmsException refusal = new QkmsException(
                ErrorCode.CONFLICT,
                List.of(ErrorDetail.of(null, "a", null), new ErrorDetail("f", "b", "v", List.of("w"))));

        assertThat(render(refusal, "en").path("details").toString())
                .isEqualTo("[{\"rule\":\"a\"},{\"field\":\"f\",\"rule\":\"b\",\"value\":\"v\",\"allowed\":[\"w\"]}]");
    }

    @Test
    void tellsNothingAllowedFromWhatCannotBeListed() throws IOException {
        QkmsException refusal = new QkmsException(
                ErrorCode.POLICY_VIOLATION,
                List.of(new ErrorDetail("f", "san.uri", "v", List.of()), new ErrorDetail("f", "b", "v", null)));

        assertThat(render(refusal, "en").path("details").toString())
                .isEqualTo("[{\"field\":\"f\",\"rule\":\"san.uri\",\"value\":\"v\",\"allowed\":[]},"
                        + "{\"field\":\"f\",\"rule\":\"b\",\"value\":\"v\"}]");
    }

    @Test
    void namesTheScopeThatATokenLacks() {
        Answer refused = renderer.render(
                new QkmsException(
                        ErrorCode.FORBIDDEN,
                        List.of(new ErrorDetail("scope", "scope.missing", null, List.of("key:create")))),
                null,
                "r");
        Answer other = renderer.render(refusal(ErrorCode.FORBIDDEN, "enrollment_token"), null, "r");

        assertThat(refused.headers())
                .containsEntry(
                        "WWW-Authenticate",
                        "Bearer realm=\"qkms\", error=\"insufficient_scope\", scope=\"key:create\"");
        assertThat(other.headers()).doesNotContainKey("WWW-Authenticate");
    }

    @Test
    void saysHowLongToWait() {
        Answer full = renderer.render(new QkmsException(ErrorCode.TOO_MANY_REQUESTS, List.of()), null, "r");
        Answer later = renderer.render(
                new QkmsException(ErrorCode.CONFLICT, List.of(), Duration.ofMillis(1500), null), null, "r");

        assertThat(full.headers()).containsEntry("Retry-After", "1");
        assertThat(later.headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void isNotToBeCachedAndVariesByLanguage() {
        Answer answer = renderer.render(new QkmsException(ErrorCode.NOT_FOUND, List.of()), "ko", "r");

        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Vary", "Accept-Language")
                .containsEntry("Content-Language", "ko");
    }
}
