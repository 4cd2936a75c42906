package io.qkms.server.config;

import io.qkms.server.config.ConfigurationException.Mistake;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by key and gathers the mistakes instead of stopping at the first. A setting that is wrong yields its
 * default, so that reading can go on; {@link #mistakes()} then forbids the result. Remembers every key that was asked for:
 * what is in the file and was never asked for is a mistake, too. For one thread.
 */
final class Settings {
    private final SmallRyeConfig config;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();

    Settings(SmallRyeConfig config) {
        this.config = config;
    }

    /** The text of a setting, without surrounding blanks; empty if it is not given or blank. */
    Optional<String> text(String key) {
        known.add(key);
        String value = config.getConfigValue(key).getValue();
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    int integer(String key, int otherwise, int min, int max) {
        String allowed = "a whole number from " + min + " to " + max;
        return parsed(key, allowed, text -> {
                    int value = Integer.parseInt(text);
                    return value < min || value > max ? Optional.empty() : Optional.of(value);
                })
                .orElse(otherwise);
    }

    Optional<Duration> duration(String key, Duration min, Duration max) {
        return parsed(key, "an ISO 8601 duration from " + min + " to " + max, text -> {
            Duration value = Duration.parse(text);
            return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? Optional.empty() : Optional.of(value);
        });
    }

    /** One of the given words, in any case. */
    String oneOf(String key, String otherwise, List<String> words) {
        return parsed(
                        key,
                        "one of " + String.join(", ", words),
                        text -> words.stream()
                                .filter(word -> word.equalsIgnoreCase(text))
                                .findFirst())
                .orElse(otherwise);
    }

    Optional<Path> path(String key) {
        return parsed(
                key,
                "a path",
                text -> Optional.of(Path.of(text).toAbsolutePath().normalize()));
    }

    /** A URL without query and fragment, without a slash at its end. */
    Optional<URI> baseUrl(String key, List<String> schemes) {
        String allowed = "a URL that begins with "
                + String.join(" or ", schemes.stream().map(s -> s + "://").toList()) + ", without query or fragment";
        return parsed(key, allowed, text -> {
            URI url = uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean fits = url.getScheme() != null
                    && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
            return fits ? Optional.of(url) : Optional.empty();
        });
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A value that is never shown. Blanks count. */
    Optional<Secret> secret(String key) {
        known.add(key);
        return Optional.ofNullable(config.getConfigValue(key).getValue())
                .filter(value -> !value.isEmpty())
                .map(Secret::new);
    }

    /** Words separated by commas, or a list in the file; each mapped by {@code parse}, which knows the allowed ones. */
    <T> List<T> list(String key, List<String> allowed, Function<String, Optional<T>> parse) {
        List<T> values = new ArrayList<>();
        Optional<String> text = text(key);
        for (String word : text.map(t -> t.split(",")).orElse(new String[0])) {
            parse.apply(word.strip())
                    .ifPresentOrElse(
                            values::add,
                            () -> mistake(key, word.strip(), "each must be one of " + String.join(", ", allowed)));
        }
        return values;
    }

    /** The keys of a list's elements, for example {@code clients[0]}, {@code clients[1]}: as many as file and environment name. */
    List<String> elements(String key) {
        Set<String> names = new LinkedHashSet<>();
        config.getPropertyNames().forEach(names::add);
        return IntStream.range(0, names.size())
                .mapToObj(index -> key + "[" + index + "]")
                .takeWhile(element -> names.stream().anyMatch(name -> name.startsWith(element + ".")))
                .toList();
    }

    /** Adds a mistake that only the reader can see. */
    void mistake(String key, @Nullable String value, String allowed) {
        mistakes.add(new Mistake(key, value, allowed));
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    /** Whether any setting with this key was asked for. */
    boolean knows(String key) {
        return known.contains(key);
    }

    /** Every key that was asked for. */
    Set<String> known() {
        return known;
    }

    private <T> Optional<T> parsed(String key, String allowed, Function<String, Optional<T>> parse) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value;
        try {
            value = parse.apply(text.get());
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            value = Optional.empty();
        }
        if (value.isEmpty()) {
            mistake(key, text.get(), "must be " + allowed);
        }
        return value;
    }
}
