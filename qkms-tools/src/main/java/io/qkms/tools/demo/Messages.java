package io.qkms.tools.demo;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the demo says, in English or Korean. */
final class Messages {
    private final ResourceBundle bundle;
    private final Locale locale;

    Messages(Locale locale) {
        this.locale = locale;
        // English is the bundle without a language: the machine's own language must not get in between.
        this.bundle = ResourceBundle.getBundle(
                "io.qkms.tools.demo.demo",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The language to speak.
     *
     * @param wished {@code ko} or {@code en}; empty to follow the environment
     * @param environment what {@code LC_ALL}, else {@code LC_MESSAGES}, else {@code LANG} says
     */
    static Messages of(String wished, String environment) {
        String language = wished.isEmpty() ? environment : wished;
        return new Messages(language.startsWith("ko") ? Locale.KOREAN : Locale.ENGLISH);
    }

    String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }
}
