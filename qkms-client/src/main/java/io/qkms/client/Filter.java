package io.qkms.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a list is narrowed to, by the contract's own parameters, for example {@code Filter.by("profile",
 * "apisix-edge").and("status", "ISSUED").limit(100)}. Immutable.
 *
 * <p>Keys know {@code usage algorithm state realm tag.<name>}; certificates {@code profile status subject san issuer
 * expires_before key_id}; intermediates {@code status}. A parameter that the server does not know is refused by it
 * with 40000.
 */
public final class Filter {
    private static final Filter NONE = new Filter(Map.of());

    private final Map<String, String> parameters;

    private Filter(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Everything. */
    public static Filter none() {
        return NONE;
    }

    /** Only where this parameter has this value. */
    public static Filter by(String name, Object value) {
        return NONE.and(name, value);
    }

    /** Only where this parameter has this value too. */
    public Filter and(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value.toString());
        return new Filter(more);
    }

    /** Parts of at most this many elements, 1 to 500. */
    public Filter limit(int most) {
        return and("limit", most);
    }

    Call on(Call call) {
        parameters.forEach(call::query);
        return call;
    }

    @Override
    public String toString() {
        return "Filter" + parameters;
    }
}
