package io.qkms.server.config;

import static java.util.stream.Collectors.toMap;

import io.qkms.server.config.ConfigurationException.Mistake;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Where settings come from: command line over environment over file. */
record Sources(SmallRyeConfig config, Set<String> fileKeys, Set<String> variables) {
    private static final String PREFIX = "QKMS_";
    private static final int FILE = 100;
    private static final int ENVIRONMENT = 300;
    private static final int COMMAND_LINE = 400;

    static Sources of(Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file) {
        Map<String, String> fromFile = file == null ? Map.of() : yaml(file);
        Map<String, String> fromEnvironment = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(PREFIX))
                .collect(toMap(variable -> variable.getKey().substring(PREFIX.length()), Map.Entry::getValue));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(fromFile, "file", FILE),
                        new EnvConfigSource(fromEnvironment, ENVIRONMENT),
                        new PropertiesConfigSource(commandLine, "command line", COMMAND_LINE))
                .build();
        return new Sources(config, fromFile.keySet(), fromEnvironment.keySet());
    }

    private static Map<String, String> yaml(Path file) {
        try {
            String text = Files.readString(file);
            refuseWhatYamlReadersMayPassOver(text);
            return new YamlConfigSource(file.toString(), text).getProperties();
        } catch (MarkedYAMLException e) {
            // Its message quotes the line, which may hold a secret: only the place is told.
            Mark mark = e.getProblemMark();
            String place =
                    mark == null ? "" : " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
            throw unusable(file, "is not valid YAML (or names a key twice)" + place);
        } catch (YAMLException | ClassCastException e) {
            throw unusable(file, "must be YAML with a mapping at its top");
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A key given twice, of which the reader takes one; a document that is no mapping, which it takes for an empty one. */
    private static void refuseWhatYamlReadersMayPassOver(String text) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Object document = new Yaml(new SafeConstructor(strict)).load(text);
        if (document != null && !(document instanceof Map)) {
            throw new YAMLException("no mapping");
        }
    }

    private static ConfigurationException unusable(Path file, String what) {
        return new ConfigurationException(List.of(new Mistake("--config", file.toString(), what)));
    }

    /** Keys of the file that no setting has: misspelt, and therefore without the effect that was meant. */
    List<Mistake> unknownKeys(Settings settings) {
        Set<String> known = settings.known().stream().map(Sources::inAnyList).collect(Collectors.toSet());
        return fileKeys.stream()
                // A list of words appears as a whole and word by word.
                .map(key -> key.replaceAll("\\[\\d+]$", ""))
                .distinct()
                .filter(key -> !known.contains(inAnyList(key)))
                .sorted()
                .map(key -> new Mistake(
                        key, null, "is no key of the configuration; known are " + neighbours(key, settings)))
                .toList();
    }

    /** Variables that look like ours but are no setting's. Not a mistake: scripts around the server have variables, too. */
    List<String> unknownVariables(Settings settings) {
        Set<String> known = settings.known().stream().map(Sources::variable).collect(Collectors.toSet());
        return variables.stream()
                .filter(variable -> !known.contains(variable))
                .sorted()
                .map(variable -> "the variable " + PREFIX + variable + " is no setting's and has no effect")
                .toList();
    }

    private static String neighbours(String key, Settings settings) {
        String section = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : key;
        String near = settings.known().stream()
                .filter(known -> known.startsWith(section))
                .collect(Collectors.joining(", "));
        return near.isEmpty()
                ? settings.known().stream()
                        .map(known -> known.replaceAll("[\\[.].*", ""))
                        .distinct()
                        .collect(Collectors.joining(", "))
                : near;
    }

    private static String inAnyList(String key) {
        return key.replaceAll("\\[\\d+]", "[]");
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
