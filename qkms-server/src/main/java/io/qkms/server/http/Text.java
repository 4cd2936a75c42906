package io.qkms.server.http;

/** Texts that a request may hold but a database cannot: PostgreSQL stores neither U+0000 nor half a surrogate pair. */
final class Text {
    private Text() {}

    /** Whether a text holds a character that cannot be stored. */
    static boolean unstorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return true;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
