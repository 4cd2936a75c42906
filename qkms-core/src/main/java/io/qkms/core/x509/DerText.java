package io.qkms.core.x509;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts and times inside DER values (RFC 5280 §4.1.2.4 and §4.1.2.5). */
final class DerText {
    static final int UTF8_STRING = 0x0C;
    static final int PRINTABLE_STRING = 0x13;
    static final int TELETEX_STRING = 0x14;
    static final int IA5_STRING = 0x16;
    static final int UNIVERSAL_STRING = 0x1C;
    static final int BMP_STRING = 0x1E;

    private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9 '()+,\\-./:=?]*");
    private static final Pattern TIME = Pattern.compile("(\\d{2,4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})Z");

    private DerText() {}

    /** Text of any of the character string types that occur in names. */
    static String of(DerValue value) {
        return switch (value.tag()) {
            case UTF8_STRING -> decode(value, StandardCharsets.UTF_8);
            case PRINTABLE_STRING -> printable(value);
            case IA5_STRING -> decode(value, StandardCharsets.US_ASCII);
            case TELETEX_STRING -> decode(value, StandardCharsets.ISO_8859_1);
            case BMP_STRING -> decode(value, StandardCharsets.UTF_16BE);
            case UNIVERSAL_STRING -> decode(value, Charset.forName("UTF-32BE"));
            default -> throw new IllegalArgumentException("not a character string: tag " + value.tag());
        };
    }

    /** ASCII text of an IA5String, or of a value that is tagged implicitly as one. */
    static String ascii(DerValue value) {
        return decode(value, StandardCharsets.US_ASCII);
    }

    static boolean isPrintable(String text) {
        return PRINTABLE.matcher(text).matches();
    }

    /** A UTCTime or GeneralizedTime in the one form that RFC 5280 allows: seconds, Zulu, no fraction. */
    static Instant time(DerValue value) {
        String text = ascii(value);
        Matcher matcher = TIME.matcher(text);
        boolean utc = value.tag() == DerValue.UTC_TIME;
        if (!utc) {
            value.expect(DerValue.GENERALIZED_TIME);
        }
        if (!matcher.matches() || text.length() != (utc ? 13 : 15)) {
            throw new IllegalArgumentException("time " + text);
        }
        int year = Integer.parseInt(matcher.group(1));
        try {
            return LocalDateTime.of(
                            utc ? (year < 50 ? 2000 : 1900) + year : year,
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            Integer.parseInt(matcher.group(4)),
                            Integer.parseInt(matcher.group(5)),
                            Integer.parseInt(matcher.group(6)))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notADate) {
            throw new IllegalArgumentException("time " + text, notADate);
        }
    }

    private static String printable(DerValue value) {
        String text = decode(value, StandardCharsets.US_ASCII);
        if (!isPrintable(text)) {
            throw new IllegalArgumentException("not a PrintableString");
        }
        return text;
    }

    private static String decode(DerValue value, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(value.content()))
                    .toString();
        } catch (CharacterCodingException badText) {
            throw new IllegalArgumentException("text is not " + charset, badText);
        }
    }
}
