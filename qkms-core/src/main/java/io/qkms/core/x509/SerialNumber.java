package io.qkms.core.x509;

import io.qkms.core.error.QkmsException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A certificate's serial number: positive, at most 20 octets (RFC 5280 §4.1.2.2).
 *
 * @param value the number
 */
public record SerialNumber(BigInteger value) implements Comparable<SerialNumber> {
    private static final int MAX_BITS = 159;
    private static final int RANDOM_OCTETS = 16;
    private static final Pattern TEXT = Pattern.compile("(?:0[xX])?([0-9A-Fa-f]{1,40})");

    public SerialNumber {
        if (value.signum() <= 0 || value.bitLength() > MAX_BITS) {
            throw new IllegalArgumentException("a serial number is positive and has at most 20 octets");
        }
    }

    /** A fresh serial number of 16 octets with 126 random bits. */
    public static SerialNumber random(SecureRandom random) {
        byte[] octets = new byte[RANDOM_OCTETS];
        random.nextBytes(octets);
        // The first bit keeps it positive, the second keeps its length the same for all.
        octets[0] = (byte) (octets[0] & 0x7F | 0x40);
        return new SerialNumber(new BigInteger(1, octets));
    }

    /**
     * Reads hexadecimal digits in either case, with or without {@code 0x}.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code serial}
     */
    public static SerialNumber parse(String field, String text) {
        var matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            BigInteger value = new BigInteger(matcher.group(1), 16);
            if (value.signum() > 0 && value.bitLength() <= MAX_BITS) {
                return new SerialNumber(value);
            }
        }
        throw QkmsException.malformed(field, "serial", text, null);
    }

    @Override
    public int compareTo(SerialNumber other) {
        return value.compareTo(other.value);
    }

    /** {@code 0x} and whole octets in upper case, as OpenSSL prints them: {@code 0x0A1B}. */
    @Override
    public String toString() {
        byte[] octets = value.toByteArray();
        int sign = octets.length > 1 && octets[0] == 0 ? 1 : 0;
        return "0x" + HexFormat.of().withUpperCase().formatHex(octets, sign, octets.length);
    }
}
