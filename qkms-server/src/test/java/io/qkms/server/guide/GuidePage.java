package io.qkms.server.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of the documentation and the code on it. */
record GuidePage(Path file, String text) {
    static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    /** A page by its path in the repository. */
    static GuidePage of(String path) {
        Path file = REPOSITORY.resolve(path);
        try {
            return new GuidePage(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between the marks of the README's first steps. */
    GuidePage firstSteps() {
        int from = text.indexOf("<!-- first-steps -->");
        int to = text.indexOf("<!-- /first-steps -->");
        if (from < 0 || to < from) {
            throw new IllegalStateException(file + " does not mark its first steps");
        }
        return new GuidePage(file, text.substring(from, to));
    }

    /** The fenced blocks in a language, in order. */
    List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
