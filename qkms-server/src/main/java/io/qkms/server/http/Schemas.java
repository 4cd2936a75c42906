package io.qkms.server.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import io.qkms.core.error.ErrorDetail;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates JSON values against the schemas of a contract (JSON Schema 2020-12), naming every fault and where it is. Schemas
 * are compiled when they are first needed. Safe for use by many threads.
 */
final class Schemas {
    /** More faults than this help nobody; a hostile body could have very many. */
    private static final int MAX_FAULTS = 100;

    private static final int MAX_VALUE_LENGTH = 128;

    private final JsonNode contract;
    private final JsonSchema document;
    private final Set<String> secretNames;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    Schemas(ContractDocument document) {
        this.contract = document.root();
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .preloadJsonSchema(false)
                .regularExpressionFactory(Schemas::expression)
                .build();
        // OpenAPI's own words in and around the schemas say nothing about values.
        JsonMetaSchema dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                .build();
        this.document = JsonSchemaFactory.getInstance(VersionFlag.V202012, factory -> factory.metaSchema(dialect))
                .getSchema(SchemaLocation.of("urn:qkms:contract"), contract, config);
        this.secretNames = new HashSet<>();
        collectSecretNames(contract, secretNames);
    }

    /** The contract's {@code $} is ECMA-262's, the end; Java's would let a line feed follow. */
    private static RegularExpression expression(String text) {
        boolean anchored = text.endsWith("$") && !text.endsWith("\\$");
        Pattern pattern = Pattern.compile(anchored ? text.substring(0, text.length() - 1) + "\\z" : text);
        return value -> pattern.matcher(value).find();
    }

    /** Names of members that the contract calls {@code writeOnly}: their values are never sent back. */
    private static void collectSecretNames(JsonNode node, Set<String> names) {
        JsonNode properties = node.path("properties");
        properties.properties().forEach(property -> {
            if (property.getValue().path("writeOnly").asBoolean(false)) {
                names.add(property.getKey());
            }
        });
        node.forEach(child -> collectSecretNames(child, names));
    }

    /**
     * Every fault of a value.
     *
     * @param pointer the schema's JSON pointer in the contract
     * @param base what the value is called in the request, empty for a body
     * @param rulePrefix {@code json} for bodies, {@code parameter} for parameters
     */
    List<ErrorDetail> faults(String pointer, JsonNode value, String base, String rulePrefix) {
        List<ErrorDetail> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ValidationMessage message : schema(pointer).validate(value)) {
            ErrorDetail fault = fault(message, base, rulePrefix);
            if (faults.size() < MAX_FAULTS && seen.add(fault.field() + " " + fault.rule())) {
                faults.add(fault);
            }
        }
        return faults;
    }

    private JsonSchema schema(String pointer) {
        return compiled.computeIfAbsent(pointer, key -> document.getSubSchema(fragment(key)));
    }

    /** The pointer in the validator's form, which tells an array's index from a member's name. */
    private JsonNodePath fragment(String pointer) {
        JsonNodePath path = new JsonNodePath(PathType.JSON_POINTER);
        JsonNode node = contract;
        for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
            path = node.isArray() ? path.append(rest.getMatchingIndex()) : path.append(rest.getMatchingProperty());
            node = node.isArray() ? node.path(rest.getMatchingIndex()) : node.path(rest.getMatchingProperty());
        }
        return path;
    }

    private ErrorDetail fault(ValidationMessage message, String base, String rulePrefix) {
        JsonNodePath at = message.getInstanceLocation();
        String field = field(base, at);
        String rule = rulePrefix + "." + Keyword.ruleOf(message.getType());
        String property = message.getProperty();
        if (property != null) {
            return new ErrorDetail(joined(field, property), rule, null, Keyword.allowedNames(message.getSchemaNode()));
        }
        boolean secret = at.getNameCount() > 0 && secretNames.contains(String.valueOf(at.getElement(0)));
        return new ErrorDetail(
                field.isEmpty() ? "body" : field,
                rule,
                secret ? null : printable(message.getInstanceNode()),
                Keyword.allowed(message.getSchemaNode()));
    }

    private static String field(String base, JsonNodePath at) {
        String field = base;
        for (int i = 0; i < at.getNameCount(); i++) {
            Object step = at.getElement(i);
            field = step instanceof Integer index ? field + "[" + index + "]" : joined(field, String.valueOf(step));
        }
        return field;
    }

    private static String joined(String field, String name) {
        String shortened = name.length() > MAX_VALUE_LENGTH ? name.substring(0, MAX_VALUE_LENGTH) + "…" : name;
        return field.isEmpty() ? shortened : field + "." + shortened;
    }

    private static @Nullable String printable(@Nullable JsonNode value) {
        if (value == null || !value.isValueNode()) {
            return null;
        }
        String text = value.asText();
        return text.length() > MAX_VALUE_LENGTH ? text.substring(0, MAX_VALUE_LENGTH) + "…" : text;
    }

    /** How the keywords of JSON Schema are called among our rules. */
    private static final class Keyword {
        private Keyword() {}

        static String ruleOf(String keyword) {
            return switch (keyword) {
                case "additionalProperties", "unevaluatedProperties" -> "unknown";
                default -> keyword.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
            };
        }

        /** What names of members must match, where that is what is wrong. */
        static @Nullable List<String> allowedNames(@Nullable JsonNode keyword) {
            JsonNode pattern = keyword == null ? null : keyword.get("pattern");
            return pattern == null || !pattern.isTextual() ? null : List.of(pattern.textValue());
        }

        static @Nullable List<String> allowed(@Nullable JsonNode keyword) {
            if (keyword == null || keyword.isObject()) {
                return null;
            }
            List<String> allowed = new ArrayList<>();
            if (keyword.isArray()) {
                keyword.forEach(value -> allowed.add(value.asText()));
            } else {
                allowed.add(keyword.asText());
            }
            return allowed;
        }
    }
}
