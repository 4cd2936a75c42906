package io.qkms.server.certificate;

import io.qkms.core.x509.SubjectAlternativeName;
import java.util.List;

/** Subject alternative names as the store keeps them: one a line, typed by prefix. */
final class Names {
    private Names() {}

    static List<SubjectAlternativeName> parse(String lines) {
        return lines.lines()
                .map(line -> SubjectAlternativeName.parse("subject_alt_names", line))
                .toList();
    }

    /** As answers print them. */
    static List<String> values(String lines) {
        return parse(lines).stream().map(SubjectAlternativeName::toString).toList();
    }
}
