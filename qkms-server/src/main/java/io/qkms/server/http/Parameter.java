package io.qkms.server.http;

/**
 * One path or query parameter of an operation.
 *
 * @param name its name; for {@link Form#NAMED_MEMBERS} only a label
 * @param required whether it must be there
 * @param form how its value stands in the URI
 * @param type the JSON type of its value, which decides how its text is read
 * @param schema the JSON pointer of its schema
 */
record Parameter(String name, boolean required, Form form, String type, String schema) {

    /** How a parameter's value stands in the URI (OpenAPI's {@code style} and {@code explode}). */
    enum Form {
        /** One value. */
        SINGLE,
        /** Several values in one, separated by commas. */
        COMMA_SEPARATED,
        /** Each member of an object is a query parameter of its own, for example {@code tag.env=prod}. */
        NAMED_MEMBERS,
        /** Everything that is left of the path, slashes and all, as it was sent: its handler decodes it, and judges what cannot be. */
        REST_OF_PATH
    }
}
