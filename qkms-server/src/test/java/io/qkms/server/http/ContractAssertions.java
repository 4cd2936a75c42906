package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds answers to the contract: a status that the operation does not document, a media type or a body that is not what the
 * contract says for it, fails the test.
 */
public final class ContractAssertions {
    private static final ContractAssertions OF_SERVER = new ContractAssertions(Contract.ofServer());

    private final Contract contract;
    private final RouteTable routes;

    ContractAssertions(Contract contract) {
        this.contract = contract;
        this.routes = new RouteTable(contract.operations().values());
    }

    /** Assertions by the server's own {@code openapi.yaml}. */
    public static ContractAssertions ofServer() {
        return OF_SERVER;
    }

    /** Fails if this answer to its request is not one that the contract documents. */
    public void assertDocumented(HttpResponse<byte[]> answer) {
        String method = answer.request().method();
        String path = answer.request().uri().getRawPath();
        String asked = method + " " + path + " -> " + answer.statusCode();
        assertThat(answer.headers().firstValue("X-Request-Id"))
                .as("%s: X-Request-Id", asked)
                .isPresent();
        Optional<RouteTable.Match> match = routes.find(path);
        Operation operation = match.map(found -> found.operation(method)).orElse(null);
        if (operation == null) {
            assertRefusedBeforeAnyOperation(asked, method, match.isPresent(), answer);
        } else {
            assertDocumented(asked, operation, answer);
        }
    }

    private void assertRefusedBeforeAnyOperation(
            String asked, String method, boolean pathExists, HttpResponse<byte[]> answer) {
        if (pathExists && method.equals("OPTIONS")) {
            assertThat(answer.statusCode()).as(asked).isEqualTo(204);
            assertThat(answer.headers().firstValue("Allow")).as(asked).isPresent();
            return;
        }
        assertThat(answer.statusCode()).as(asked).isIn(400, 431, pathExists ? 405 : 404);
        if (answer.statusCode() == 405) {
            assertThat(answer.headers().firstValue("Allow")).as(asked).isPresent();
        }
        if (!method.equals("HEAD")) {
            assertJson(asked, "/components/schemas/Error", answer.body());
        }
    }

    private void assertDocumented(String asked, Operation operation, HttpResponse<byte[]> answer) {
        ContractDocument.Place response = contract.document()
                .start()
                .member("paths")
                .member(operation.path())
                .member(operation.method().toLowerCase(Locale.ROOT))
                .member("responses")
                .member(Integer.toString(answer.statusCode()));
        if (!response.exists()) {
            fail(asked + " is not documented for " + operation.id() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        List<String> documented = response.member("content").names();
        if (documented.isEmpty()) {
            assertThat(answer.body()).as("%s has no body", asked).isEmpty();
            return;
        }
        String mediaType = answer.headers()
                .firstValue("Content-Type")
                .map(header -> header.split(";", 2)[0])
                .orElse("none");
        assertThat(documented).as("%s: media types", asked).contains(mediaType);
        assertThat(answer.headers().map().keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .as("%s: headers", asked)
                .containsAll(requiredHeaders(answer.statusCode()));
        if (mediaType.endsWith("json") && !answer.request().method().equals("HEAD")) {
            assertJson(
                    asked,
                    response.member("content")
                            .member(mediaType)
                            .member("schema")
                            .pointer(),
                    answer.body());
        }
    }

    private static List<String> requiredHeaders(int status) {
        return switch (status) {
            case 401 -> List.of("www-authenticate");
            case 429 -> List.of("retry-after");
            default -> List.of();
        };
    }

    private void assertJson(String asked, String schema, byte[] body) {
        try {
            JsonNode json = Json.parse(body);
            assertThat(contract.schemas().faults(schema, json, "", "json"))
                    .as("%s keeps to %s: %s", asked, schema, json)
                    .isEmpty();
        } catch (IOException e) {
            fail(asked + " is not JSON: " + new String(body, StandardCharsets.UTF_8), e);
        }
    }
}
