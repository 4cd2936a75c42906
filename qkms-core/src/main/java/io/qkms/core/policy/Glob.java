package io.qkms.core.policy;

import java.util.regex.Pattern;

/**
 * A pattern of text: {@code *} stands for one or more characters other than {@code /}, {@code **} for one or more of any.
 * For URIs and common names.
 */
public final class Glob {
    private static final int MAX_STARS = 8;

    private final String text;
    private final Pattern pattern;

    private Glob(String text) {
        this.text = text;
        // More stars than this would only serve to make matching slow.
        if (text.isEmpty()
                || text.contains("***")
                || text.chars().filter(c -> c == '*').count() > MAX_STARS) {
            throw new IllegalArgumentException("not a pattern: " + text);
        }
        this.pattern = Pattern.compile(regex(text), Pattern.DOTALL);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is empty or has too many stars
     */
    public static Glob parse(String text) {
        return new Glob(text);
    }

    private static String regex(String text) {
        StringBuilder regex = new StringBuilder();
        int position = 0;
        while (position < text.length()) {
            int star = text.indexOf('*', position);
            String literal = text.substring(position, star < 0 ? text.length() : star);
            if (!literal.isEmpty()) {
                regex.append(Pattern.quote(literal));
            }
            if (star < 0) {
                break;
            }
            boolean any = text.startsWith("**", star);
            regex.append(any ? ".+" : "[^/]+");
            position = star + (any ? 2 : 1);
        }
        return regex.toString();
    }

    /** Whether the whole text matches. */
    public boolean matches(String candidate) {
        return pattern.matcher(candidate).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
