package io.qkms.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.client.PlayedServer.Given;
import io.qkms.client.model.ErrorDetail;
import io.qkms.client.model.NewCsr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final String CALL = "POST /v1/csr";

    private final PlayedServer server = new PlayedServer().grantTokens(3600);
    private final QkmsClient client =
            QkmsClient.builder(server.credentials()).language(Locale.KOREAN).build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsEverythingThatTheServerSaid() {
        server.answer(CALL, Given.json(400, """
                {"code":40001,"message":"프로파일 정책 위반","resolution":"다시","request_id":"r-1","details":[
                 {"field":"subject_alt_names[0]","rule":"san.dns","value":"evil.example","allowed":["gateway.q"]},
                 {"rule":"algorithm"}]}"""));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(this::submit)
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.code()).isEqualTo(40001);
                    assertThat(e.explanation()).isEqualTo("프로파일 정책 위반");
                    assertThat(e.resolution()).contains("다시");
                    assertThat(e.requestId()).contains("r-1");
                    assertThat(e.hasRule("san.dns")).isTrue();
                    assertThat(e.hasRule("san.ip")).isFalse();
                    assertThat(e.details())
                            .containsExactly(
                                    new ErrorDetail(
                                            "subject_alt_names[0]", "san.dns", "evil.example", List.of("gateway.q")),
                                    new ErrorDetail(null, "algorithm", null, List.of()));
                })
                .withMessageContaining("40001")
                .withMessageContaining("san.dns");
    }

    @Test
    void asksForTheCallersLanguage() {
        assertThatExceptionOfType(QkmsApiException.class).isThrownBy(this::submit);

        assertThat(server.seen(CALL).get(0).header("Accept-language")).isEqualTo("ko");
    }

    @Test
    void isNotPuzzledByAnAnswerOfSomethingBetween() {
        server.answer(
                CALL,
                new Given(
                        502,
                        Map.of("Content-Type", "text/html"),
                        "<html>Bad Gateway</html>".getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(this::submit)
                .satisfies(e -> assertThat(e.status()).isEqualTo(502))
                .satisfies(e -> assertThat(e.code()).isZero());
    }

    @Test
    void isNotPuzzledByAnEmptyAnswer() {
        server.answer(CALL, new Given(503, Map.of(), new byte[0]));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(this::submit)
                .satisfies(e -> assertThat(e.code()).isZero());
    }

    @Test
    void saysSoIfASuccessIsNotJson() {
        server.answer(CALL, new Given(200, Map.of(), "ok".getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(QkmsConnectionException.class).isThrownBy(this::submit);
    }

    @Test
    void followsNoRedirection() {
        server.answer(CALL, Given.status(307).with("Location", server.url() + "/elsewhere"));

        assertThatExceptionOfType(QkmsApiException.class)
                .isThrownBy(this::submit)
                .satisfies(e -> assertThat(e.status()).isEqualTo(307));
        assertThat(server.seen("POST /elsewhere")).isEmpty();
    }

    private void submit() {
        client.csrs().submit(NewCsr.ofPem("-----BEGIN", "apisix-edge"));
    }
}
