package io.qkms.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An OpenAPI document as a tree in which every place knows its JSON pointer, so that schemas can be found again by it. */
final class ContractDocument {
    private final JsonNode root;

    private ContractDocument(JsonNode root) {
        this.root = root;
    }

    /** @throws IllegalArgumentException if the octets are not YAML */
    static ContractDocument parse(byte[] yaml) {
        try {
            return new ContractDocument(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new IllegalArgumentException("the contract is not YAML", e);
        }
    }

    JsonNode root() {
        return root;
    }

    Place start() {
        return new Place("", root);
    }

    /** A place in the document. */
    final class Place {
        private final String pointer;
        private final JsonNode node;

        private Place(String pointer, JsonNode node) {
            this.pointer = pointer;
            this.node = node;
        }

        /** Its JSON pointer (RFC 6901). */
        String pointer() {
            return pointer;
        }

        /** What stands there; a missing node if nothing does. */
        JsonNode node() {
            return node;
        }

        boolean exists() {
            return !node.isMissingNode();
        }

        /** The member's value, following a reference that stands there. */
        Place member(String name) {
            return followed(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), node.path(name));
        }

        /** The array's elements, following references. */
        List<Place> elements() {
            List<Place> elements = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                elements.add(followed(pointer + "/" + i, node.path(i)));
            }
            return elements;
        }

        /** The names of the object's members, in the document's order. */
        List<String> names() {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            return names;
        }

        private Place followed(String at, JsonNode found) {
            JsonNode reference = found.path("$ref");
            if (!reference.isTextual()) {
                return new Place(at, found);
            }
            String target = reference.textValue().substring(1);
            JsonNode there = root.at(target);
            if (there.isMissingNode()) {
                throw new IllegalArgumentException(at + " refers to " + target + ", which is not there");
            }
            return followed(target, there);
        }
    }
}
