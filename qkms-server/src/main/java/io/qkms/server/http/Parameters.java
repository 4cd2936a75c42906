package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request's path and query parameters as the contract declares them, and names everything that is wrong with them. */
final class Parameters {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final int MAX_PARAMETERS = 100;

    private final Schemas schemas;

    Parameters(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * The path parameters, decoded once; what is the rest of the path as it was sent.
     *
     * @throws QkmsException 40000 naming every fault
     */
    Map<String, String> path(Operation operation, Map<String, String> raw) {
        List<ErrorDetail> faults = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (Parameter parameter : operation.pathParameters()) {
            if (parameter.form() == Parameter.Form.REST_OF_PATH) {
                String rest = raw.getOrDefault(parameter.name(), "");
                faults.addAll(faults(parameter, parameter.name(), rest));
                values.put(parameter.name(), rest);
                continue;
            }
            // A plus sign is itself in a path: only forms and queries use it for a space.
            String text = raw.getOrDefault(parameter.name(), "").replace("+", "%2B");
            try {
                String value = URLDecoder.decode(text, StandardCharsets.UTF_8);
                faults.addAll(faults(parameter, parameter.name(), value));
                values.put(parameter.name(), value);
            } catch (IllegalArgumentException e) {
                faults.add(ErrorDetail.of(parameter.name(), "parameter.encoding", null));
            }
        }
        refuse(faults);
        return values;
    }

    /**
     * The query parameters, decoded; an array's values apart.
     *
     * @throws QkmsException 40000 naming every fault
     */
    Map<String, List<String>> query(Operation operation, String rawQuery) {
        List<ErrorDetail> faults = new ArrayList<>();
        Map<String, List<String>> sent = split(rawQuery, faults);
        Map<String, List<String>> values = new HashMap<>();
        Set<String> unclaimed = new HashSet<>(sent.keySet());
        for (Parameter parameter : operation.queryParameters()) {
            if (parameter.form() != Parameter.Form.NAMED_MEMBERS) {
                unclaimed.remove(parameter.name());
                read(parameter, sent.getOrDefault(parameter.name(), List.of()), values, faults);
            }
        }
        for (Parameter parameter : operation.queryParameters()) {
            if (parameter.form() == Parameter.Form.NAMED_MEMBERS) {
                readMembers(parameter, unclaimed, sent, values, faults);
            }
        }
        if (!operation.ignoresUnknownParameters()) {
            unclaimed.stream()
                    .sorted()
                    .forEach(name -> faults.add(ErrorDetail.of(shortened(name), "parameter.unknown", null)));
        }
        refuse(faults);
        return values;
    }

    private void read(
            Parameter parameter, List<String> texts, Map<String, List<String>> values, List<ErrorDetail> faults) {
        if (texts.isEmpty()) {
            if (parameter.required()) {
                faults.add(ErrorDetail.of(parameter.name(), "parameter.required", null));
            }
        } else if (texts.size() > 1) {
            faults.add(ErrorDetail.of(parameter.name(), "parameter.repeated", null));
        } else {
            String text = texts.getFirst();
            faults.addAll(faults(parameter, parameter.name(), text));
            values.put(
                    parameter.name(),
                    parameter.form() == Parameter.Form.COMMA_SEPARATED ? List.of(text.split(",", -1)) : texts);
        }
    }

    /** What nobody else claims and the object's schema allows is a member of it. */
    private void readMembers(
            Parameter parameter,
            Set<String> unclaimed,
            Map<String, List<String>> sent,
            Map<String, List<String>> values,
            List<ErrorDetail> faults) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        sent.forEach((name, texts) -> {
            if (unclaimed.contains(name) && isMember(parameter, name, texts.getFirst())) {
                unclaimed.remove(name);
                members.put(name, texts.getFirst());
                values.put(name, texts);
                if (texts.size() > 1) {
                    faults.add(ErrorDetail.of(name, "parameter.repeated", null));
                } else if (Text.unstorable(texts.getFirst())) {
                    faults.add(ErrorDetail.of(name, "parameter.character", null));
                }
            }
        });
        faults.addAll(schemas.faults(parameter.schema(), members, "", "parameter"));
    }

    private boolean isMember(Parameter parameter, String name, String text) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode().put(name, text);
        return schemas.faults(parameter.schema(), alone, "", "parameter").stream()
                .noneMatch(fault -> fault.rule().equals("parameter.unknown"));
    }

    private List<ErrorDetail> faults(Parameter parameter, String name, String text) {
        if (Text.unstorable(text)) {
            return List.of(ErrorDetail.of(name, "parameter.character", null));
        }
        return schemas.faults(parameter.schema(), typed(parameter, text), name, "parameter");
    }

    private static JsonNode typed(Parameter parameter, String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parameter.type()) {
            case "integer" ->
                INTEGER.matcher(text).matches() ? nodes.numberNode(new BigInteger(text)) : nodes.textNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? nodes.booleanNode(Boolean.parseBoolean(text))
                        : nodes.textNode(text);
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                for (String element : text.split(",", -1)) {
                    array.add(element);
                }
                yield array;
            }
            default -> nodes.textNode(text);
        };
    }

    private static Map<String, List<String>> split(String rawQuery, List<ErrorDetail> faults) {
        Map<String, List<String>> parameters = new HashMap<>();
        if (rawQuery.isEmpty()) {
            return parameters;
        }
        String[] pairs = rawQuery.split("&", MAX_PARAMETERS + 1);
        for (int i = 0; i < pairs.length; i++) {
            if (i == MAX_PARAMETERS) {
                faults.add(
                        new ErrorDetail(null, "parameter.too_many", null, List.of(Integer.toString(MAX_PARAMETERS))));
            } else if (!pairs[i].isEmpty()) {
                String[] pair = pairs[i].split("=", 2);
                try {
                    String name = URLDecoder.decode(pair[0], StandardCharsets.UTF_8);
                    String value = pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
                    parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
                } catch (IllegalArgumentException e) {
                    faults.add(ErrorDetail.of(shortened(pair[0]), "parameter.encoding", null));
                }
            }
        }
        return parameters;
    }

    private static String shortened(String name) {
        return name.length() > 128 ? name.substring(0, 128) + "…" : name;
    }

    private static void refuse(List<ErrorDetail> faults) {
        if (!faults.isEmpty()) {
            throw new QkmsException(ErrorCode.MALFORMED_REQUEST, faults);
        }
    }
}
