package io.qkms.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.server.access.Scope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's own contract. */
class ContractTest {
    private static final Contract CONTRACT = Contract.ofServer();
    private static final JsonNode ROOT = CONTRACT.document().root();

    /** Members whose names their owner chooses. */
    private static final Set<String> FREE_MAPS = Set.of("claims", "header", "data", "AccessTokenRequest");

    static Stream<String> operations() {
        return CONTRACT.operations().keySet().stream();
    }

    private static JsonNode node(String operationId) {
        Operation operation = CONTRACT.operations().get(operationId);
        return ROOT.path("paths").path(operation.path()).path(operation.method().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void hasTheThirteenCallsOfTheDesign() {
        assertThat(CONTRACT.operations().values().stream()
                        .map(operation -> operation.method() + " " + operation.path()))
                .contains(
                        "GET /v1/ca/intermediates",
                        "POST /v1/ca/intermediates",
                        "POST /v1/csr",
                        "POST /v1/certificates/issue",
                        "GET /v1/certificates/{serial}",
                        "POST /v1/certificates/{serial}:revoke",
                        "GET /v1/crl",
                        "POST /v1/ocsp",
                        "POST /v1/keys",
                        "POST /v1/keys/{id}:rotate",
                        "GET /v1/keys/{id}",
                        "POST /v1/tokens/sign",
                        "GET /v1/jwks/{realm}");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void saysWhoMayCallAnOperationInOneWayOnly(String id) {
        Operation operation = CONTRACT.operations().get(id);
        JsonNode security = node(id).path("security");

        if (operation.isPublic()) {
            assertThat(operation.scope()).isNull();
            assertThat(security.isArray() && security.isEmpty()).isTrue();
        } else if (operation.scope() == null) {
            assertThat(security.isMissingNode()).isTrue();
        } else {
            assertThat(security.path(0).path("oauth2").path(0).asText()).isEqualTo(operation.scope());
            assertThat(Scope.of(operation.scope())).isPresent();
            assertThat(ROOT.at("/components/securitySchemes/oauth2/flows/clientCredentials/scopes")
                            .has(operation.scope()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void documentsTheRefusalsThatTheRouterMakes(String id) {
        Operation operation = CONTRACT.operations().get(id);
        Set<String> documented = new TreeSet<>();
        node(id).path("responses").fieldNames().forEachRemaining(documented::add);

        assertThat(documented).contains("400", "406", "429", "431", "500", "503");
        assertThat(documented.contains("401")).isEqualTo(!operation.isPublic() || id.equals("requestAccessToken"));
        assertThat(documented.contains("403")).isEqualTo(operation.scope() != null);
        assertThat(documented.contains("413") && documented.contains("415")).isEqualTo(operation.takesBody());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasAnOperationForEveryParameterOfItsPath(String id) {
        Operation operation = CONTRACT.operations().get(id);
        List<String> inTemplate = new ArrayList<>();
        java.util.regex.Pattern.compile("\\{([^}]+)}")
                .matcher(operation.path())
                .results()
                .forEach(m -> inTemplate.add(m.group(1)));

        assertThat(operation.pathParameters()).extracting(Parameter::name).containsExactlyElementsOf(inTemplate);
    }

    @Test
    void closesEveryObjectThatIsNotAFreeMap() {
        List<String> open = new ArrayList<>();
        ROOT.at("/components/schemas")
                .properties()
                .forEach(schema -> findOpen(schema.getKey(), schema.getValue(), open));

        assertThat(open).isEmpty();
    }

    private static void findOpen(String name, JsonNode schema, List<String> open) {
        boolean closed = (schema.path("additionalProperties").isBoolean()
                        && !schema.path("additionalProperties").asBoolean())
                || schema.path("additionalProperties").isObject()
                || schema.path("unevaluatedProperties").isBoolean()
                || name.equals("CertificateFields")
                || FREE_MAPS.contains(name);
        if (schema.path("type").toString().contains("object") && !closed) {
            open.add(name);
        }
        schema.path("properties")
                .properties()
                .forEach(property -> findOpen(property.getKey(), property.getValue(), open));
        if (schema.path("items").isObject()) {
            findOpen(name + "[]", schema.path("items"), open);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void boundsEveryTextAndListThatCallersSend(String id) {
        Operation operation = CONTRACT.operations().get(id);
        List<String> unbounded = new ArrayList<>();
        List<String> pointers = new ArrayList<>();
        operation.pathParameters().forEach(parameter -> pointers.add(parameter.schema()));
        operation.queryParameters().forEach(parameter -> pointers.add(parameter.schema()));
        operation.consumes().forEach((mediaType, schema) -> {
            if (mediaType.equals(MediaTypes.JSON)) {
                pointers.add(schema);
            }
        });
        pointers.forEach(pointer -> findUnbounded(pointer, ROOT.at(pointer), unbounded));

        assertThat(unbounded).isEmpty();
    }

    private static void findUnbounded(String name, JsonNode schema, List<String> unbounded) {
        JsonNode target =
                schema.has("$ref") ? ROOT.at(schema.path("$ref").asText().substring(1)) : schema;
        String type = target.path("type").toString();
        if (type.contains("string") && !target.has("maxLength") && !target.has("enum") && !target.has("const")) {
            unbounded.add(name);
        }
        if (type.contains("array")) {
            if (!target.has("maxItems")) {
                unbounded.add(name);
            }
            findUnbounded(name + "[]", target.path("items"), unbounded);
        }
        target.path("properties")
                .properties()
                .forEach(property -> findUnbounded(name + "." + property.getKey(), property.getValue(), unbounded));
        if (target.path("additionalProperties").isObject()) {
            findUnbounded(name + ".*", target.path("additionalProperties"), unbounded);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void givesExamplesThatKeepToTheirSchemas(String id) {
        Operation operation = CONTRACT.operations().get(id);
        operation.consumes().forEach((mediaType, schema) -> {
            JsonNode example =
                    node(id).path("requestBody").path("content").path(mediaType).path("example");
            if (!example.isMissingNode()) {
                assertThat(CONTRACT.schemas().faults(schema, example, "", "json"))
                        .extracting(ErrorDetail::field)
                        .isEmpty();
            }
        });
    }

    @Test
    void refersToNothingThatIsNotThere() {
        List<String> dangling = new ArrayList<>();
        ROOT.findValuesAsText("$ref").forEach(reference -> {
            if (ROOT.at(reference.substring(1)).isMissingNode()) {
                dangling.add(reference);
            }
        });

        assertThat(dangling).isEmpty();
    }

    @Test
    void definesNothingThatIsNotReferredTo() {
        Set<String> used = new TreeSet<>(ROOT.findValuesAsText("$ref"));
        List<String> unused = new ArrayList<>();
        ROOT.path("components")
                .properties()
                .forEach(kind -> kind.getValue().fieldNames().forEachRemaining(name -> {
                    String reference = "#/components/" + kind.getKey() + "/" + name;
                    if (!used.contains(reference) && !kind.getKey().equals("securitySchemes")) {
                        unused.add(reference);
                    }
                }));

        assertThat(unused).isEmpty();
    }

    @Test
    void refusesAContractWithTwoOperationsOfOneId() {
        String twice = "paths: {/a: {get: {operationId: x}}, /b: {get: {operationId: x}}}";

        assertThatThrownBy(() -> Contract.parse(twice.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
    }

    @Test
    void refusesAContractThatRefersToNothing() {
        String dangling = "paths: {/a: {get: {operationId: x, requestBody: {$ref: '#/components/nothing'}}}}";

        assertThatThrownBy(() -> Contract.parse(dangling.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/components/nothing");
    }
}
