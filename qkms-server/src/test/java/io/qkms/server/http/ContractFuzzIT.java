package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.server.OnEachServer;
import io.qkms.server.RunningServer;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes in over the contract's operations, nothing but a documented answer goes out: never a 5xx, never silence. */
@OnEachServer
class ContractFuzzIT {
    private static final Contract CONTRACT = Contract.ofServer();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MUTATIONS = 25;
    private static final int SILENCE_MILLIS = 60_000;

    /** What a JSON value can be instead of what it should be. */
    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "1e10000000",
            "1e-10000000",
            "1e99999999999999999999",
            "1.5",
            "99999999999999999999999999",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\uffff\"",
            "\"😀\"",
            "\"%00\"",
            "\"';drop table key_entry;--\"",
            "\"../../etc/passwd\"",
            "\"P99999999999999D\"",
            "\"P0D\"",
            "\"PT-1S\"",
            "\"9999-12-31T23:59:59Z\"",
            "\"-----BEGIN CERTIFICATE REQUEST-----\\nAAAA\\n-----END CERTIFICATE REQUEST-----\"",
            "\"" + "x".repeat(5000) + "\"",
            "[]",
            "[[[[]]]]",
            "[null]",
            "[\"\"]",
            "[\"*\"]",
            "[\"\\n\"]",
            "{}",
            "{\"\":\"\"}",
            "{\"a\":{\"b\":{}}}");

    /** What a part of a URI can be. */
    private static final List<String> ODD_PARTS = List.of(
            "%00",
            "%",
            "%zz",
            "%c3%28",
            "%ed%a0%80",
            "..",
            "%2e%2e%2f",
            "%2F",
            "a%20b",
            "+",
            "-1",
            "0",
            "0x",
            "0x00",
            "0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
            "x".repeat(3000),
            "'",
            "%27--",
            "{id}",
            "*",
            ";",
            "a;b=c",
            "~",
            "%F0%9F%98%80",
            "null",
            "99999999999999999999",
            "2026-13-45T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "%EF%BF%BF");

    private final RunningServer server;
    private final ContractClient client;
    private final Mutator mutator = Mutator.seeded();

    ContractFuzzIT(RunningServer server) {
        this.server = server;
        this.client = server.client();
    }

    private static List<Operation> operationsWithJson() {
        return CONTRACT.operations().values().stream()
                .filter(operation -> operation.consumes().containsKey(MediaTypes.JSON))
                .toList();
    }

    private static JsonNode example(Operation operation) {
        return CONTRACT.document()
                .root()
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(java.util.Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path(MediaTypes.JSON)
                .path("example");
    }

    private static String somePath(Operation operation) {
        return operation.path().replace("{serial}", "0x1234").replaceAll("\\{[a-z]+}", "key_x");
    }

    private void send(Operation operation, byte[] body, String what) {
        ContractClient.Answered answer = client.post(somePath(operation), MediaTypes.JSON, body);
        assertThat(answer.status())
                .as("%s with %s: %s", operation.id(), what, answer.text())
                .isLessThan(500);
    }

    @Test
    void withstandsMutatedBodies() {
        for (Operation operation : operationsWithJson()) {
            byte[] original = (example(operation).isMissingNode()
                            ? "{}"
                            : example(operation).toString())
                    .getBytes(StandardCharsets.UTF_8);
            for (Mutation mutation : mutator.mutations(original, MUTATIONS).toList()) {
                send(operation, mutation.bytes(), mutation.toString());
            }
        }
    }

    @Test
    void withstandsOddValuesInEveryMember() throws IOException {
        for (Operation operation : operationsWithJson()) {
            JsonNode schema = CONTRACT.document().root().at(operation.consumes().get(MediaTypes.JSON));
            List<String> members = new ArrayList<>();
            schema.path("properties").fieldNames().forEachRemaining(members::add);
            for (String member : members) {
                for (String value : ODD_VALUES) {
                    ObjectNode body =
                            example(operation).isObject() ? example(operation).deepCopy() : JSON.createObjectNode();
                    body.put(member, "PLACE");
                    String text =
                            body.toString().replace("\"" + member + "\":\"PLACE\"", "\"" + member + "\":" + value);
                    send(operation, text.getBytes(StandardCharsets.UTF_8), member + " = " + value);
                }
            }
        }
    }

    @Test
    void withstandsOddPathsAndQueries() throws IOException {
        List<String> targets = new ArrayList<>();
        for (Operation operation : CONTRACT.operations().values()) {
            for (String part : ODD_PARTS) {
                if (!operation.pathParameters().isEmpty()) {
                    targets.add(operation.method() + " "
                            + operation
                                    .path()
                                    .replaceAll("\\{[a-z]+}", java.util.regex.Matcher.quoteReplacement(part)));
                }
                for (Parameter parameter : operation.queryParameters()) {
                    String name = parameter.form() == Parameter.Form.NAMED_MEMBERS ? "tag.x" : parameter.name();
                    targets.add(operation.method() + " " + somePath(operation) + "?" + name + "=" + part);
                }
            }
            targets.add(operation.method() + " " + somePath(operation) + "?" + "a=b&".repeat(500));
            targets.add(operation.method() + " " + somePath(operation) + "?&=&==&%");
        }
        for (String target : targets) {
            requireSane(target, raw(target + " HTTP/1.1\r\n"));
        }
    }

    @Test
    void withstandsMutatedRequests() throws IOException {
        byte[] original =
                ("GET /v1/keys?limit=5&cursor=abc&tag.env=prod HTTP/1.1\r\nAccept: application/json;q=0.5, */*\r\n"
                                + "Accept-Language: ko;q=0.9\r\nIf-None-Match: \"x\"\r\nX-Request-Id: abc\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        for (Mutation mutation : mutator.mutations(original, 300).toList()) {
            requireSane(mutation.toString(), raw(new String(mutation.bytes(), StandardCharsets.ISO_8859_1)));
        }
    }

    /** Of a protocol that is not HTTP/1 Vert.x itself says 501, in what it takes for that protocol. */
    private static void requireSane(String what, String answer) {
        assertThat(answer).as(what).containsPattern("^\\S+ ([1-4]\\d\\d|501) ");
    }

    /** One request on a connection of its own, its first lines given; what came back until the server closed it. */
    private String raw(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.baseUrl().getPort())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            String request = head + "Host: q\r\nConnection: close\r\nAuthorization: "
                    + client.request("/")
                            .build()
                            .headers()
                            .firstValue("Authorization")
                            .orElseThrow()
                    + "\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void withstandsMutatedOcspRequestsAndForms() {
        byte[] form = "grant_type=client_credentials&scope=key%3Aread&client_id=dev&client_secret=x"
                .getBytes(StandardCharsets.UTF_8);
        byte[] ocsp = java.util.HexFormat.of()
                .parseHex("3051304f304d304b3049300906052b0e03021a05000414a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a10414"
                        + "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b20210000102030405060708090a0b0c0d0e0f");
        for (Map.Entry<String, byte[]> sample : Map.of(
                        "/oauth2/token " + MediaTypes.FORM, form, "/v1/ocsp " + MediaTypes.OCSP_REQUEST, ocsp)
                .entrySet()) {
            String[] target = sample.getKey().split(" ", 2);
            for (Mutation mutation : mutator.mutations(sample.getValue(), 150).toList()) {
                ContractClient.Answered answer = server.anonymous().post(target[0], target[1], mutation.bytes());
                assertThat(answer.status())
                        .as("%s %s: %s", target[0], mutation, answer.text())
                        .isLessThan(500);
            }
        }
    }
}
