package io.qkms.core.policy;

import io.qkms.core.x509.IpAddress;
import io.qkms.core.x509.SubjectAlternativeName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Common names as software reads them that looks there for the host where a certificate has no DNS name (RFC 6125 §6.4.4;
 * OpenSSL still does).
 */
final class CommonName {
    /** Wider than DNS names are: hosts are compared with labels that no registrar would sell. The dots are those of IDNA. */
    private static final Pattern LABELS =
            Pattern.compile("(?:[\\p{L}\\p{M}\\p{N}_*-]+[.\u3002\uFF0E\uFF61])+[\\p{L}\\p{M}\\p{N}_*-]+");

    private static final Pattern NUMERIC_END = Pattern.compile(".*[.\u3002\uFF0E\uFF61][0-9]+");

    private CommonName() {}

    /** Whether it has the form of a DNS name of two or more labels, or of an IP address. */
    static boolean mayBeTakenForHost(String commonName) {
        String rooted = withoutRoot(commonName);
        return IpAddress.parse(rooted).isPresent()
                || (LABELS.matcher(rooted).matches()
                        && !NUMERIC_END.matcher(rooted).matches());
    }

    /** The host that it names, by its form only; empty if it names none that could be certified. */
    static Optional<SubjectAlternativeName> host(String commonName) {
        String rooted = withoutRoot(commonName);
        SubjectAlternativeName.Type type =
                IpAddress.parse(rooted).isPresent() ? SubjectAlternativeName.Type.IP : SubjectAlternativeName.Type.DNS;
        try {
            return Optional.of(new SubjectAlternativeName(type, rooted));
        } catch (IllegalArgumentException notAHost) {
            return Optional.empty();
        }
    }

    /** A host may be written in other cases than its canonical form; any other text stands for itself. */
    static String canonical(String commonName) {
        return commonName.endsWith(".")
                ? commonName
                : host(commonName).map(SubjectAlternativeName::value).orElse(commonName);
    }

    private static String withoutRoot(String commonName) {
        return commonName.endsWith(".") ? commonName.substring(0, commonName.length() - 1) : commonName;
    }
}
