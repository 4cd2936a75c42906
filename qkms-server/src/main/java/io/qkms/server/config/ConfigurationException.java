package io.qkms.server.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A configuration that the server does not start with. Names every mistake at once; its message is for the operator's eyes. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    ConfigurationException(List<Mistake> mistakes) {
        super(describe(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * One mistake.
     *
     * @param key the key as the file spells it, for example {@code public.port}
     * @param value what was given; null if nothing was, or if it is a secret
     * @param allowed what would have been accepted, as a phrase
     */
    public record Mistake(String key, @Nullable String value, String allowed) {

        @Override
        public String toString() {
            return key + (value == null ? "" : " = \"" + value + "\"") + ": " + allowed;
        }
    }

    private static String describe(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(Mistake::toString)
                .collect(Collectors.joining(
                        "\n  - ",
                        "the configuration has " + (mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes")
                                + ":\n  - ",
                        ""));
    }

    /** Every mistake, in the order of the configuration's keys, unknown keys last. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
