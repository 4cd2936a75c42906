package io.qkms.server.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the contract's operations by method and path. Paths are matched as they were sent, before any decoding: a template's
 * parameter is everything up to the next {@code /} or {@code :}, so that {@code /v1/certificates/{serial}:revoke} and {@code
 * /v1/certificates/{serial}} do not mistake each other, and one that is the rest of the path takes slashes too. Immutable.
 */
final class RouteTable {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final Map<String, Resource> exact = new HashMap<>();
    private final List<Resource> templates = new ArrayList<>();

    RouteTable(Collection<Operation> operations) {
        Map<String, Resource> byPath = new HashMap<>();
        for (Operation operation : operations) {
            Resource resource = byPath.computeIfAbsent(operation.path(), path -> new Resource(operation));
            resource.methods.put(operation.method(), operation);
        }
        byPath.forEach((path, resource) -> {
            if (resource.names.isEmpty()) {
                exact.put(path, resource);
            } else {
                templates.add(resource);
            }
        });
    }

    /** The resource that a raw path names; empty if the contract has none. */
    Optional<Match> find(String rawPath) {
        Resource named = exact.get(rawPath);
        if (named != null) {
            return Optional.of(new Match(named, Map.of()));
        }
        for (Resource resource : templates) {
            Matcher matcher = resource.pattern.matcher(rawPath);
            if (matcher.matches()) {
                Map<String, String> values = new HashMap<>();
                for (int i = 0; i < resource.names.size(); i++) {
                    values.put(resource.names.get(i), matcher.group(i + 1));
                }
                return Optional.of(new Match(resource, values));
            }
        }
        return Optional.empty();
    }

    /** A path of the contract and what can be done with it. */
    private static final class Resource {
        private final Pattern pattern;
        private final List<String> names = new ArrayList<>();
        private final Map<String, Operation> methods = new HashMap<>();

        Resource(Operation operation) {
            StringBuilder regex = new StringBuilder();
            Matcher parameter = PARAMETER.matcher(operation.path());
            int end = 0;
            while (parameter.find()) {
                regex.append(Pattern.quote(operation.path().substring(end, parameter.start())));
                regex.append(takesRest(operation, parameter.group(1)) ? "(.*)" : "([^/:]+)");
                names.add(parameter.group(1));
                end = parameter.end();
            }
            pattern = Pattern.compile(regex + Pattern.quote(operation.path().substring(end)), Pattern.DOTALL);
        }

        private static boolean takesRest(Operation operation, String name) {
            return operation.pathParameters().stream()
                    .anyMatch(parameter ->
                            parameter.name().equals(name) && parameter.form() == Parameter.Form.REST_OF_PATH);
        }
    }

    /** A path that was found, with its parameters as they were sent. */
    static final class Match {
        private final Resource resource;
        private final Map<String, String> rawParameters;

        private Match(Resource resource, Map<String, String> rawParameters) {
            this.resource = resource;
            this.rawParameters = rawParameters;
        }

        /** The operation for a method, GET's for HEAD; null if there is none. */
        @Nullable
        Operation operation(String method) {
            Operation operation = resource.methods.get(method);
            return operation == null && method.equals("HEAD") ? resource.methods.get("GET") : operation;
        }

        /** The path parameters, not yet decoded. */
        Map<String, String> rawParameters() {
            return rawParameters;
        }

        /** The value of {@code Allow} (RFC 9110 §10.2.1). */
        String allow() {
            TreeSet<String> allowed = new TreeSet<>(resource.methods.keySet());
            allowed.add("OPTIONS");
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return String.join(", ", allowed);
        }
    }
}
