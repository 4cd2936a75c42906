package io.qkms.core.x509;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An IPv4 or IPv6 address: 4 or 16 octets, printed as dotted decimal or as RFC 5952 says. Never looks up a name. */
public final class IpAddress {
    private static final Pattern V4_OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern V6_GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private final byte[] octets;

    private IpAddress(byte[] octets) {
        this.octets = octets;
    }

    /**
     * An address of 4 or 16 octets.
     *
     * @throws IllegalArgumentException for any other length
     */
    public static IpAddress ofOctets(byte[] octets) {
        if (octets.length != 4 && octets.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length);
        }
        return new IpAddress(octets.clone());
    }

    /** The address that a literal denotes; empty if the text is none. No brackets, no zone, no leading zeros in IPv4. */
    public static Optional<IpAddress> parse(String text) {
        byte[] octets = text.indexOf(':') >= 0 ? v6(text) : v4(text);
        return octets == null ? Optional.empty() : Optional.of(new IpAddress(octets));
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!V4_OCTET.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            octets[i] = (byte) Integer.parseInt(parts[i]);
        }
        return octets;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = v6Groups(text);
            return whole != null && whole.length == 16 ? whole : null;
        }
        byte[] before = gap == 0 ? new byte[0] : v6Groups(text.substring(0, gap));
        String rest = text.substring(gap + 2);
        byte[] after = rest.isEmpty() ? new byte[0] : v6Groups(rest);
        if (before == null
                || after == null
                || before.length + after.length > 14
                || text.substring(0, gap).contains(".")) {
            return null;
        }
        byte[] octets = Arrays.copyOf(before, 16);
        System.arraycopy(after, 0, octets, 16 - after.length, after.length);
        return octets;
    }

    /** Groups between colons, the last of which may be an IPv4 address. */
    private static byte @Nullable [] v6Groups(String text) {
        String[] groups = text.split(":", -1);
        if (groups.length > 8) {
            return null;
        }
        byte[] octets = new byte[0];
        for (int i = 0; i < groups.length; i++) {
            byte[] group = v6Group(groups[i], i == groups.length - 1);
            if (group == null) {
                return null;
            }
            octets = Arrays.copyOf(octets, octets.length + group.length);
            System.arraycopy(group, 0, octets, octets.length - group.length, group.length);
        }
        return octets;
    }

    private static byte @Nullable [] v6Group(String group, boolean last) {
        if (last && group.indexOf('.') >= 0) {
            return v4(group);
        }
        if (!V6_GROUP.matcher(group).matches()) {
            return null;
        }
        int value = Integer.parseInt(group, 16);
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** The address, 4 or 16 octets; a fresh copy. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        if (octets.length == 4) {
            return (octets[0] & 0xFF) + "." + (octets[1] & 0xFF) + "." + (octets[2] & 0xFF) + "." + (octets[3] & 0xFF);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (octets[2 * i] & 0xFF) << 8 | octets[2 * i + 1] & 0xFF;
        }
        return rfc5952(groups);
    }

    /** Lower case, and the first longest run of two or more zero groups becomes {@code ::} (RFC 5952 §4). */
    private static String rfc5952(int[] groups) {
        int gapStart = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > gapLength) {
                gapStart = i;
                gapLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
