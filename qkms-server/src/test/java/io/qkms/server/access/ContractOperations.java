package io.qkms.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The operations of {@code openapi.yaml}, read without the server's own reader. */
final class ContractOperations {
    private ContractOperations() {}

    /**
     * An operation.
     *
     * @param path with {@code 1} for each parameter
     * @param scope the scope that it needs; null for none
     */
    record Operation(String id, String method, String path, String scope, boolean isPublic) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Operation> read() {
        try (InputStream yaml = ContractOperations.class.getResourceAsStream("/openapi.yaml")) {
            JsonNode paths = new ObjectMapper(new YAMLFactory()).readTree(yaml).path("paths");
            List<Operation> operations = new ArrayList<>();
            paths.properties()
                    .forEach(path -> path.getValue().properties().stream()
                            .filter(method -> method.getValue().has("operationId"))
                            .map(method -> operation(path.getKey(), method.getKey(), method.getValue()))
                            .forEach(operations::add));
            return operations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation operation(String path, String method, JsonNode operation) {
        return new Operation(
                operation.path("operationId").textValue(),
                method.toUpperCase(Locale.ROOT),
                path.replaceAll("\\{[^}]*}", "1"),
                operation.path("x-qkms-scope").textValue(),
                operation.path("x-qkms-public").asBoolean());
    }
}
