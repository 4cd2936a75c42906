package io.qkms.testsupport;

import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the judges are on a machine.
 *
 * @param environment the environment to ask
 * @param directory a folder in the repository
 */
record JudgeSearch(Map<String, String> environment, Path directory) {
    private static final Pattern OPENSSL = Pattern.compile("OpenSSL (\\d+)\\.(\\d+)\\.");
    private static final Pattern NODE = Pattern.compile("v(\\d+)\\.");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    Optional<OpenSsl> openSsl() {
        return candidates("QKMS_OPENSSL", ".tools/openssl", "openssl")
                .filter(JudgeSearch::isOpenSsl35)
                .findFirst()
                .map(OpenSsl::new);
    }

    Optional<NodeJose> node() {
        Optional<Path> jose = jose();
        return candidates("QKMS_NODE", ".tools/node/bin/node", "node")
                .filter(executable -> jose.isPresent() && isNode24(executable))
                .findFirst()
                .map(executable -> new NodeJose(executable, jose.orElseThrow()));
    }

    String openSslMissing() {
        return "OpenSSL ≥ 3.5 not found: " + looked("QKMS_OPENSSL", ".tools/openssl") + "; `./dev judges` installs it";
    }

    String nodeMissing() {
        return "Node ≥ 24 with jose not found: " + looked("QKMS_NODE", ".tools/node") + " (jose: QKMS_JOSE)"
                + "; `./dev judges` installs them";
    }

    private String looked(String variable, String inRepository) {
        String named = environment.get(variable);
        return named != null
                ? variable + "=" + named + " is none"
                : "neither " + variable + " nor " + inRepository + " nor PATH has it";
    }

    /** A judge that is named counts alone: falling back silently would hide the mistake. */
    private Stream<Path> candidates(String variable, String inRepository, String onPath) {
        String named = environment.get(variable);
        if (named != null) {
            return Stream.of(Path.of(named));
        }
        List<Path> places = new ArrayList<>();
        repository().ifPresent(root -> places.add(root.resolve(inRepository)));
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                places.add(Path.of(folder, onPath));
            }
        }
        return places.stream().filter(Files::isExecutable);
    }

    private Optional<Path> jose() {
        String named = environment.get("QKMS_JOSE");
        Optional<Path> folder = named != null
                ? Optional.of(Path.of(named))
                : repository().map(root -> root.resolve(".tools/node/node_modules/jose"));
        return folder.filter(found -> Files.isRegularFile(found.resolve("package.json")));
    }

    private Optional<Path> repository() {
        return Stream.iterate(directory, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.isRegularFile(folder.resolve("mvnw")))
                .findFirst();
    }

    private static boolean isOpenSsl35(Path executable) {
        Matcher version = OPENSSL.matcher(versionOf(executable, "version"));
        if (!version.lookingAt()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 3 || (major == 3 && Integer.parseInt(version.group(2)) >= 5);
    }

    private static boolean isNode24(Path executable) {
        Matcher version = NODE.matcher(versionOf(executable, "--version"));
        return version.lookingAt() && Integer.parseInt(version.group(1)) >= 24;
    }

    private static String versionOf(Path executable, String question) {
        Command command = new Command(List.of(executable.toString()), null, LIMIT);
        try {
            return command.run(List.of(question), Map.of(), new byte[0]).text();
        } catch (UncheckedIOException notAProgram) {
            return "";
        }
    }
}
