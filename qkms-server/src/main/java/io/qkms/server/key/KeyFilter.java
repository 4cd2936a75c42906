package io.qkms.server.key;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.server.http.Call;
import io.qkms.server.store.Identifiers;
import io.qkms.server.store.PageRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/**
 * Which keys a list shows; what is empty restricts nothing.
 *
 * @param tags every one of them must be there, with this value
 */
record KeyFilter(
        Optional<String> usage,
        Optional<Algorithm> algorithm,
        Optional<String> state,
        Optional<String> realm,
        Map<String, String> tags) {

    private static final Pattern POSITION = Identifiers.form("key");

    static KeyFilter of(Call call) {
        return new KeyFilter(
                call.query("usage"),
                call.query("algorithm").map(KeyFilter::algorithm),
                call.query("state"),
                call.query("realm"),
                call.queryByPrefix("tag."));
    }

    /** A filter's value that names no algorithm is a malformed parameter, not an unsupported algorithm (api.md §2). */
    private static Algorithm algorithm(String name) {
        try {
            return Algorithm.parse("algorithm", name);
        } catch (QkmsException e) {
            throw QkmsException.malformed("algorithm", "parameter.algorithm", name, e);
        }
    }

    /** The identifiers of a tenant's keys, the newest first; one more than asked for. */
    List<String> ids(Session session, String tenant, PageRequest page) {
        List<String> conditions = new ArrayList<>(List.of("k.tenant_id = :tenant"));
        Map<String, String> values = new LinkedHashMap<>(Map.of("tenant", tenant));
        usage.ifPresent(value -> condition(conditions, values, "k.key_usage", "usage", value));
        algorithm.ifPresent(value -> condition(conditions, values, "k.algorithm", "algorithm", value.displayName()));
        state.ifPresent(value -> condition(conditions, values, "k.state", "state", value));
        realm.ifPresent(value -> condition(conditions, values, "k.realm", "realm", value));
        int number = 0;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            conditions.add("exists (select 1 from key_tag t where t.key_id = k.id and t.name = :name" + number
                    + " and t.tag_value = :value" + number + ")");
            values.put("name" + number, tag.getKey());
            values.put("value" + number, tag.getValue());
            number++;
        }
        String after = page.after(POSITION);
        if (after != null) {
            conditions.add("k.id < :after");
            values.put("after", after);
        }
        NativeQuery<String> query = session.createNativeQuery(
                "select k.id from key_ k where " + String.join(" and ", conditions) + " order by k.id desc limit "
                        + (page.limit() + 1),
                String.class);
        values.forEach(query::setParameter);
        return query.getResultList();
    }

    private static void condition(
            List<String> conditions, Map<String, String> values, String column, String name, String value) {
        conditions.add(column + " = :" + name);
        values.put(name, value);
    }
}
