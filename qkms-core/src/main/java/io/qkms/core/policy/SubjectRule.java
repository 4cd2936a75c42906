package io.qkms.core.policy;

import io.qkms.core.x509.DistinguishedName;
import io.qkms.core.x509.DistinguishedName.Attribute;
import io.qkms.core.x509.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a profile says of the subject. Whatever it says of common names: one that software may take for a host certifies that
 * host, and is therefore judged as an alternative name.
 *
 * @param commonName {@code MUST_BE_SAN} (if there is one, it is also an alternative name), {@code OPTIONAL},
 *     {@code FORBIDDEN}, or a {@link Glob} that it must match
 * @param fixed attributes, by keyword, that every subject has with exactly this value: added where the request has none of
 *     the type
 */
public record SubjectRule(String commonName, Map<String, String> fixed) {
    /** A common name, if there is one, is also an alternative name. */
    public static final String MUST_BE_SAN = "MUST_BE_SAN";
    /** Any common name that is no host, a host that the profile permits as an alternative name, or none. */
    public static final String OPTIONAL = "OPTIONAL";
    /** No common name. */
    public static final String FORBIDDEN = "FORBIDDEN";

    private static final Pattern WORD = Pattern.compile("[A-Z_]+");
    private static final List<String> WORDS = List.of(MUST_BE_SAN, OPTIONAL, FORBIDDEN);

    public SubjectRule {
        Glob.parse(commonName);
        // A misspelt word must not pass for a pattern.
        if (WORD.matcher(commonName).matches() && !WORDS.contains(commonName)) {
            throw new IllegalArgumentException("subject.common_name: " + commonName + " is none of " + WORDS);
        }
        fixed = Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
        fixedName(fixed);
    }

    private static DistinguishedName fixedName(Map<String, String> fixed) {
        return DistinguishedName.of(
                "subject.fixed",
                fixed.entrySet().stream()
                        .map(entry -> new Attribute(entry.getKey(), entry.getValue()))
                        .toList());
    }

    List<Verdict> judge(DistinguishedName subject, List<SubjectAlternativeName> names, NameRule permitted) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(judgeCommonName(subject.commonName().orElse(null), names, permitted));
        for (Attribute wanted : fixedName(fixed).attributes()) {
            for (Attribute found : subject.attributes()) {
                if (found.type().equals(wanted.type())) {
                    verdicts.add(new Verdict(
                            "subject.fixed",
                            "subject",
                            found.type() + "=" + found.value(),
                            List.of(wanted.type() + "=" + wanted.value()),
                            found.equals(wanted)));
                }
            }
        }
        return verdicts;
    }

    private Verdict judgeCommonName(@Nullable String found, List<SubjectAlternativeName> names, NameRule permitted) {
        List<String> nameTexts =
                names.stream().map(SubjectAlternativeName::toString).toList();
        boolean certifiesUnjudgedHost = found != null
                && !commonName.equals(FORBIDDEN)
                && !commonName.equals(MUST_BE_SAN)
                && CommonName.mayBeTakenForHost(found)
                && CommonName.host(found)
                        .filter(host -> names.contains(host) || permitted.permits(host))
                        .isEmpty();
        if (certifiesUnjudgedHost) {
            return commonNameVerdict(found, permitted.allowedHosts(), false);
        }
        return switch (commonName) {
            case OPTIONAL -> commonNameVerdict(found, null, true);
            case FORBIDDEN -> commonNameVerdict(found, List.of(), found == null);
            case MUST_BE_SAN ->
                commonNameVerdict(found, nameTexts, found == null || nameTexts.contains(CommonName.canonical(found)));
            default ->
                commonNameVerdict(
                        found,
                        List.of(commonName),
                        found != null && Glob.parse(commonName).matches(found));
        };
    }

    private static Verdict commonNameVerdict(@Nullable String found, @Nullable List<String> allowed, boolean holds) {
        return new Verdict("subject.common_name", "subject", found, allowed, holds);
    }

    /** The subject that is certified: the requested one, behind the fixed attributes that it lacks. */
    public DistinguishedName complete(DistinguishedName requested) {
        List<Attribute> attributes = new ArrayList<>();
        for (Attribute wanted : fixedName(fixed).attributes()) {
            if (requested.attributes().stream().noneMatch(found -> found.type().equals(wanted.type()))) {
                attributes.add(wanted);
            }
        }
        attributes.addAll(requested.attributes());
        return DistinguishedName.of("subject", attributes);
    }
}
