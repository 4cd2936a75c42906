package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One path or query parameter of an operation.
 *
 * @param name its name; for {@link Form#NAMED_MEMBERS} only a label
 * @param required whether it must be there
 * @param form how its value is written
 * @param schema the JSON schema of its value
 */
record Parameter(String name, boolean required, Form form, JsonNode schema) {

    /** How a parameter's value stands in the URI (OpenAPI's {@code style} and {@code explode}). */
    enum Form {
        /** One value. */
        SINGLE,
        /** Several values in one, separated by commas. */
        COMMA_SEPARATED,
        /** Each member of an object is a query parameter of its own, for example {@code tag.env=prod}. */
        NAMED_MEMBERS,
        /** Everything that is left of the path, slashes and all. */
        REST_OF_PATH
    }
}
