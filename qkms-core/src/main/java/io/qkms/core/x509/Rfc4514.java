package io.qkms.core.x509;

import io.qkms.core.x509.DistinguishedName.Attribute;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text form of distinguished names (RFC 4514), one attribute per RDN. */
final class Rfc4514 {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\\.[0-9]+)+");
    private static final String ESCAPED = "\"+,;<>\\";
    private static final String ESCAPABLE = ESCAPED + " #=";

    private final String text;
    private int position;

    private Rfc4514(String text) {
        this.text = text;
    }

    /** The attributes in the text's order; types as they are written. */
    static List<Attribute> parse(String text) {
        return new Rfc4514(text).attributes();
    }

    private List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        if (text.isEmpty()) {
            return attributes;
        }
        while (true) {
            skipSpaces();
            attributes.add(attribute());
            if (position == text.length()) {
                return attributes;
            }
            if (text.charAt(position) != ',') {
                throw malformed("one attribute per RDN, separated by commas");
            }
            position++;
        }
    }

    private Attribute attribute() {
        int equals = text.indexOf('=', position);
        String type = equals < 0 ? "" : text.substring(position, equals);
        if (!TYPE.matcher(type).matches()) {
            throw malformed("attribute type");
        }
        position = equals + 1;
        return new Attribute(type, value());
    }

    private String value() {
        if (position < text.length() && text.charAt(position) == '#') {
            throw malformed("hexadecimal values are not taken");
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean endsInBareSpace = false;
        boolean beginsWithBareSpace = position < text.length() && text.charAt(position) == ' ';
        while (position < text.length() && text.charAt(position) != ',') {
            char c = text.charAt(position);
            endsInBareSpace = c == ' ';
            if (c == '\\') {
                escape(octets);
            } else if (ESCAPED.indexOf(c) >= 0) {
                throw malformed("unescaped " + c);
            } else {
                int codePoint = text.codePointAt(position);
                octets.writeBytes(utf8(codePoint));
                position += Character.charCount(codePoint);
            }
        }
        if (octets.size() == 0 || beginsWithBareSpace || endsInBareSpace) {
            throw malformed("empty value, or unescaped space at its border");
        }
        return decode(octets.toByteArray());
    }

    private void escape(ByteArrayOutputStream octets) {
        if (position + 1 < text.length() && ESCAPABLE.indexOf(text.charAt(position + 1)) >= 0) {
            octets.write(text.charAt(position + 1));
            position += 2;
            return;
        }
        int high = position + 2 < text.length() ? hexDigit(text.charAt(position + 1)) : -1;
        int low = position + 2 < text.length() ? hexDigit(text.charAt(position + 2)) : -1;
        if (high < 0 || low < 0) {
            throw malformed("escape");
        }
        octets.write(high << 4 | low);
        position += 3;
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static byte[] utf8(int codePoint) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("unpaired surrogate");
        }
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    private static String decode(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("escaped octets are not UTF-8", notUtf8);
        }
    }

    /** Spaces after a comma are no part of RFC 4514, but everyone writes them. */
    private void skipSpaces() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("character " + position + ": " + what);
    }

    static String format(Attribute attribute) {
        String value = attribute.value();
        // A hexadecimal value stands beside a dotted type only; any other leading # is text.
        if (value.startsWith("#") && attribute.type().indexOf('.') > 0) {
            return attribute.type() + "=" + value;
        }
        StringBuilder text = new StringBuilder(attribute.type()).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean atBorder = i == 0 && (c == ' ' || c == '#') || i == value.length() - 1 && c == ' ';
            if (c < 0x20 || c == 0x7F) {
                text.append("\\%02X".formatted((int) c));
            } else {
                text.append(atBorder || ESCAPED.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        return text.toString();
    }
}
