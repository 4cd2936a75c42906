package io.qkms.core.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern of DNS names: the label {@code *} stands for one label, {@code **} for one or more. A wildcard name such as
 * {@code *.gateway.q} matches where its {@code *} meets one of these two, since it covers no other names then.
 */
public final class DnsPattern {
    private static final Pattern LABEL = Pattern.compile("\\*\\*?|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final String text;
    private final List<String> labels;

    private DnsPattern(String text) {
        this.text = text;
        this.labels = List.of(text.split("\\.", -1));
        if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            throw new IllegalArgumentException("not a pattern of DNS names: " + text);
        }
    }

    /**
     * Reads a pattern; upper case is read as lower case.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DnsPattern parse(String text) {
        return new DnsPattern(text.toLowerCase(Locale.ROOT));
    }

    /** Whether the name, in canonical form, is one of the pattern's. */
    public boolean matches(String name) {
        return matches(labels, Arrays.asList(name.split("\\.", -1)));
    }

    private static boolean matches(List<String> pattern, List<String> name) {
        if (pattern.isEmpty() || name.isEmpty()) {
            return pattern.isEmpty() && name.isEmpty();
        }
        String label = pattern.get(0);
        if (label.equals("**")) {
            List<String> rest = pattern.subList(1, pattern.size());
            for (int taken = 1; taken <= name.size(); taken++) {
                if (matches(rest, name.subList(taken, name.size()))) {
                    return true;
                }
            }
            return false;
        }
        return (label.equals("*") || label.equals(name.get(0)))
                && matches(pattern.subList(1, pattern.size()), name.subList(1, name.size()));
    }

    @Override
    public String toString() {
        return text;
    }
}
