package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocsRoutesTest {
    private static RouterFixture server;

    @BeforeAll
    static void listen() {
        Contract contract = Contract.ofServer();
        server = new RouterFixture(contract, 16, operations -> {
            new DocsRoutes(contract).register(operations);
            contract.operations().keySet().stream()
                    .filter(id -> !id.startsWith("getDocs") && !id.equals("getContract"))
                    .forEach(id -> operations.operation(id, call -> {
                        throw new IllegalStateException("not asked here");
                    }));
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void servesTheContractAsItIs() throws Exception {
        HttpResponse<byte[]> answer = server.get("/openapi.yaml");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(answer.body()).isEqualTo(Contract.ofServer().yaml());
    }

    @Test
    void servesAPageThatNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<byte[]> page = server.get("/docs");

        assertThat(body(page)).doesNotContain("http:", "https:", "//");
        var sources = Pattern.compile("(?:src|href)=\"(docs/[^\"]+)\"")
                .matcher(body(page))
                .results()
                .toList();
        assertThat(sources).hasSize(4);
        for (var source : sources) {
            assertThat(server.get("/" + source.group(1)).statusCode())
                    .as(source.group(1))
                    .isEqualTo(200);
        }
    }

    @Test
    void letsThePageLoadFromHereOnly() throws Exception {
        String policy = server.get("/docs")
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();

        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self';")
                .doesNotContain("http", "*", "unsafe-eval");
    }

    @ParameterizedTest
    @CsvSource({
        "docs.js,text/javascript; charset=utf-8",
        "swagger-ui.css,text/css; charset=utf-8",
        "swagger-ui-bundle.js,text/javascript; charset=utf-8",
        "favicon-32x32.png,image/png"
    })
    void servesThePagesFilesAndThenFromMemory(String name, String mediaType) throws Exception {
        HttpResponse<byte[]> first = server.get("/docs/" + name);
        HttpResponse<byte[]> second = server.get("/docs/" + name);

        assertThat(first.headers().firstValue("Content-Type")).hasValue(mediaType);
        assertThat(first.body()).isNotEmpty().isEqualTo(second.body());
    }

    @Test
    void answersThatNothingHasChanged() throws Exception {
        String tag = server.get("/docs/docs.js").headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> again =
                server.send(server.request("/docs/docs.js").header("If-None-Match", "\"x\", W/" + tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
    }

    @ParameterizedTest
    @CsvSource({"nothing.js", "docs.html", "..%2Ferrors.properties", "swagger-ui.js"})
    void servesNoOtherFile(String name) throws Exception {
        assertThat(server.get("/docs/" + name).statusCode()).isEqualTo(404);
    }
}
