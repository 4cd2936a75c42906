package io.qkms.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.qkms.client.model.Page;
import io.qkms.client.model.Profile;
import io.qkms.client.model.Usage;
import java.util.List;
import java.util.stream.StreamSupport;

/** Profiles: what may be certified, and how. Safe for use by many threads. */
public final class Profiles {
    private static final String PROFILES = "/v1/profiles";

    private final Transport transport;

    Profiles(Transport transport) {
        this.transport = transport;
    }

    /** Every profile. Scope {@code profile:read}. */
    public List<Profile> list() {
        return Paging.stream(cursor -> {
                    Call call = Call.get(PROFILES).query("cursor", cursor);
                    Page<JsonNode> page = transport.page(call, JsonNode.class);
                    return new Page<>(
                            page.items().stream()
                                    .map(json -> profile(call, json))
                                    .toList(),
                            page.nextCursor());
                })
                .toList();
    }

    /** A profile by its name. Scope {@code profile:read}. */
    public Profile get(String name) {
        Call call = Call.get(PROFILES + "/" + Call.segment(name));
        return profile(call, transport.jsonTree(call));
    }

    private static Profile profile(Call call, JsonNode json) {
        return new Profile(
                Transport.text(call, json, "name"),
                texts(json.path("usages")).stream()
                        .map(usage -> Transport.bind(call, TextNode.valueOf(usage), Usage.class))
                        .toList(),
                texts(json.path("algorithms")),
                texts(json.path("extended_key_usage")),
                json.path("approval").textValue(),
                json);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
