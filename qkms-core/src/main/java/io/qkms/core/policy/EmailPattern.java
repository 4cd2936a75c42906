package io.qkms.core.policy;

import java.util.Locale;
import java.util.regex.Pattern;

/** A pattern of e-mail addresses: a local part, or {@code *} for any, at a {@link DnsPattern}. */
public final class EmailPattern {
    private static final Pattern LOCAL_PART = Pattern.compile("\\*|[A-Za-z0-9!#$%&'+/=?^_`{|}~.-]+");

    private final String text;
    private final String localPart;
    private final DnsPattern domain;

    private EmailPattern(String text) {
        this.text = text;
        int at = text.lastIndexOf('@');
        if (at < 0 || !LOCAL_PART.matcher(text.substring(0, at)).matches()) {
            throw new IllegalArgumentException("not a pattern of e-mail addresses: " + text);
        }
        this.localPart = text.substring(0, at);
        this.domain = DnsPattern.parse(text.substring(at + 1));
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EmailPattern parse(String text) {
        return new EmailPattern(text);
    }

    /** Whether the address is one of the pattern's. */
    public boolean matches(String address) {
        int at = address.lastIndexOf('@');
        return at > 0
                && (localPart.equals("*") || localPart.equals(address.substring(0, at)))
                && domain.matches(address.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return text;
    }
}
