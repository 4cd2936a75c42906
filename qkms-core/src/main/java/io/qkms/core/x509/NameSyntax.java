package io.qkms.core.x509;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of each type of name, or an {@link IllegalArgumentException}. Two names that mean the same have one
 * form, so that what policy compares is what relying software compares.
 */
final class NameSyntax {
    private static final int MAX_DNS = 253;
    private static final int MAX_URI = 2048;
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_EMAIL = 254;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern LOCAL_PART =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern PERCENT = Pattern.compile("%(.{0,2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");
    // IDNA 2003, which the JDK knows, maps these away; IDNA 2008 keeps them. Whoever means them sends the A-label.
    private static final Pattern DEVIATION = Pattern.compile("[\u00DF\u03C2\u200C\u200D]");

    private NameSyntax() {}

    /** Lower-case LDH labels, A-labels for others (RFC 5890), {@code *} only as the whole leftmost label (RFC 6125 §6.4.3). */
    static String dns(String text) {
        String name = toAscii(text).toLowerCase(Locale.ROOT);
        requireThat(!name.isEmpty() && name.length() <= MAX_DNS, "length of a DNS name is 1 to 253");
        String[] labels = name.split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            boolean wildcard = i == 0 && labels.length > 1 && labels[0].equals("*");
            requireThat(wildcard || isLabel(labels[i]), "DNS label " + i);
        }
        // An all-numeric last label would read as an IPv4 address (RFC 1123 §2.1).
        requireThat(!DIGITS.matcher(labels[labels.length - 1]).matches(), "last DNS label is numeric");
        return name;
    }

    private static boolean isLabel(String label) {
        if (!LABEL.matcher(label).matches()) {
            return false;
        }
        boolean reserved = label.length() >= 4 && label.startsWith("--", 2);
        return !reserved || label.startsWith("xn--") && label.length() > 4;
    }

    private static String toAscii(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        requireThat(!DEVIATION.matcher(text).find(), "character that IDNA 2003 and 2008 treat differently");
        return IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
    }

    static String ip(String text) {
        return IpAddress.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an IP address"))
                .toString();
    }

    /**
     * An absolute URI in normal form (RFC 3986 §6.2.2): ASCII, scheme and host in lower case, no user information, no dot
     * segments, nothing percent-encoded that need not be.
     */
    static String uri(String text) {
        requireThat(text.length() <= MAX_URI && text.chars().allMatch(c -> c > 0x20 && c < 0x7F), "URI characters");
        URI uri = parseUri(text);
        String scheme = uri.getScheme();
        requireThat(scheme != null && !uri.getRawSchemeSpecificPart().isEmpty(), "URI is not absolute");
        requireNormalPercents(text);
        requireThat(
                uri.getRawPath() == null
                        || !DOT_SEGMENT.matcher(uri.getRawPath()).find(),
                "URI with dot segments");
        if (uri.getRawAuthority() == null) {
            requireThat(!uri.getRawSchemeSpecificPart().startsWith("//"), "URI without a host");
            return scheme.toLowerCase(Locale.ROOT) + text.substring(scheme.length());
        }
        requireThat(uri.getRawUserInfo() == null, "URI with user information");
        String afterAuthority =
                text.substring(scheme.length() + 3 + uri.getRawAuthority().length());
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return scheme.toLowerCase(Locale.ROOT) + "://" + host(uri.getHost()) + port + afterAuthority;
    }

    private static URI parseUri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notUri) {
            throw new IllegalArgumentException("URI: " + notUri.getReason(), notUri);
        }
    }

    private static String host(@Nullable String host) {
        if (host == null) {
            throw new IllegalArgumentException("URI host");
        }
        if (host.startsWith("[")) {
            return "[" + ip(host.substring(1, host.length() - 1)) + "]";
        }
        String canonical = IpAddress.parse(host).map(IpAddress::toString).orElseGet(() -> dns(host));
        requireThat(!canonical.startsWith("*"), "wildcard in a URI");
        return canonical;
    }

    private static void requireNormalPercents(String text) {
        Matcher percent = PERCENT.matcher(text);
        while (percent.find()) {
            String digits = percent.group(1);
            requireThat(digits.length() == 2 && digits.matches("[0-9A-F]{2}"), "percent-encoding in upper-case hex");
            int octet = Integer.parseInt(digits, 16);
            requireThat(octet >= 0x20 && octet != 0x7F, "control character");
            requireThat(
                    !UNRESERVED.matcher(Character.toString(octet)).matches(),
                    "percent-encoding of an unreserved character");
        }
    }

    /** A dot-atom at a DNS name (RFC 5280 §4.2.1.6, RFC 5321 §4.1.2); the domain in lower case. */
    static String email(String text) {
        int at = text.lastIndexOf('@');
        requireThat(at > 0 && text.length() <= MAX_EMAIL && at <= MAX_LOCAL_PART, "e-mail address");
        String local = text.substring(0, at);
        requireThat(LOCAL_PART.matcher(local).matches(), "local part");
        String domain = dns(text.substring(at + 1));
        requireThat(!domain.startsWith("*"), "wildcard in an e-mail address");
        return local + "@" + domain;
    }

    private static void requireThat(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
