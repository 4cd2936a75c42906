package io.qkms.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API contract: {@code openapi.yaml} (OpenAPI 3.1) read once. Routing, access, validation and the tests all follow it.
 * Immutable and safe for use by many threads.
 */
public final class Contract {
    private static final String RESOURCE = "/openapi.yaml";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final byte[] yaml;
    private final ContractDocument document;
    private final Map<String, Operation> operations;
    private final Schemas schemas;

    private Contract(byte[] yaml, ContractDocument document, Map<String, Operation> operations) {
        this.yaml = yaml;
        this.document = document;
        this.operations = operations;
        this.schemas = new Schemas(document);
    }

    /** The server's own contract. */
    public static Contract ofServer() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    /**
     * Reads a contract.
     *
     * @throws IllegalArgumentException if it is not one that can be followed, for example because two operations share an id
     */
    public static Contract parse(byte[] yaml) {
        ContractDocument document = ContractDocument.parse(yaml);
        Map<String, Operation> operations = new LinkedHashMap<>();
        ContractDocument.Place paths = document.start().member("paths");
        for (String path : paths.names()) {
            ContractDocument.Place item = paths.member(path);
            for (String method : item.names()) {
                if (METHODS.contains(method)) {
                    Operation operation = operation(path, method, item.member(method));
                    if (operations.putIfAbsent(operation.id(), operation) != null) {
                        throw new IllegalArgumentException("two operations have the id " + operation.id());
                    }
                }
            }
        }
        return new Contract(yaml.clone(), document, operations);
    }

    private static Operation operation(String path, String method, ContractDocument.Place place) {
        List<Parameter> inPath = new ArrayList<>();
        List<Parameter> inQuery = new ArrayList<>();
        for (ContractDocument.Place parameter : place.member("parameters").elements()) {
            switch (parameter.node().path("in").asText()) {
                case "path" -> inPath.add(parameter(parameter));
                case "query" -> inQuery.add(parameter(parameter));
                default -> throw new IllegalArgumentException(parameter.pointer() + " is in neither path nor query");
            }
        }
        ContractDocument.Place body = place.member("requestBody");
        return new Operation(
                place.node().required("operationId").textValue(),
                method.toUpperCase(Locale.ROOT),
                path,
                text(place, "x-qkms-scope"),
                place.node().path("x-qkms-public").asBoolean(false),
                place.node().path("x-qkms-ignore-unknown-parameters").asBoolean(false),
                body.node().path("required").asBoolean(false),
                List.copyOf(inPath),
                List.copyOf(inQuery),
                schemasByMediaType(body.member("content")),
                produces(place.member("responses")));
    }

    private static Parameter parameter(ContractDocument.Place place) {
        ContractDocument.Place schema = place.member("schema");
        String type = schema.node().path("type").asText("string");
        Parameter.Form form;
        if (place.node().path("x-qkms-rest-of-path").asBoolean(false)) {
            form = Parameter.Form.REST_OF_PATH;
        } else {
            form = switch (type) {
                case "array" -> Parameter.Form.COMMA_SEPARATED;
                case "object" -> Parameter.Form.NAMED_MEMBERS;
                default -> Parameter.Form.SINGLE;
            };
        }
        return new Parameter(
                place.node().required("name").textValue(),
                place.node().path("required").asBoolean(false),
                form,
                type,
                schema.pointer());
    }

    private static @Nullable String text(ContractDocument.Place place, String member) {
        return place.node().path(member).textValue();
    }

    private static Map<String, String> schemasByMediaType(ContractDocument.Place content) {
        Map<String, String> schemas = new LinkedHashMap<>();
        for (String mediaType : content.names()) {
            schemas.put(mediaType, content.member(mediaType).member("schema").pointer());
        }
        return schemas;
    }

    private static List<String> produces(ContractDocument.Place responses) {
        Set<String> mediaTypes = new LinkedHashSet<>();
        for (String status : responses.names()) {
            if (status.startsWith("2")) {
                mediaTypes.addAll(responses.member(status).member("content").names());
            }
        }
        return List.copyOf(mediaTypes);
    }

    /** The contract as it was written, UTF-8 YAML; a fresh copy. */
    public byte[] yaml() {
        return yaml.clone();
    }

    /** Every operation by its id, in the contract's order. */
    Map<String, Operation> operations() {
        return Collections.unmodifiableMap(operations);
    }

    ContractDocument document() {
        return document;
    }

    /** Validates values against the contract's schemas. */
    Schemas schemas() {
        return schemas;
    }
}
