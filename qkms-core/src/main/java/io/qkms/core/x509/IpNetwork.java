package io.qkms.core.x509;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 §2.3).
 *
 * @param address the lowest address of the block
 * @param prefixLength how many leading bits all its addresses share: 0 to 32, or to 128 for IPv6
 */
public record IpNetwork(IpAddress address, int prefixLength) {
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public IpNetwork {
        byte[] octets = address.octets();
        if (prefixLength < 0 || prefixLength > octets.length * 8) {
            throw new IllegalArgumentException("prefix length " + prefixLength);
        }
        for (int bit = prefixLength; bit < octets.length * 8; bit++) {
            if (bitOf(octets, bit) != 0) {
                throw new IllegalArgumentException("bits beyond the prefix are set");
            }
        }
    }

    /** The block that a text such as {@code 10.0.0.0/8} denotes; a bare address is a block of one; empty if it is neither. */
    public static Optional<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        String length = slash < 0 ? Integer.toString(address.get().octets().length * 8) : text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IpNetwork(address.get(), Integer.parseInt(length)));
        } catch (IllegalArgumentException notABlock) {
            return Optional.empty();
        }
    }

    /** Whether the address lies in the block; never across IP versions. */
    public boolean contains(IpAddress candidate) {
        byte[] ours = address.octets();
        byte[] theirs = candidate.octets();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            if (bitOf(ours, bit) != bitOf(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    /** Address and mask as name constraints encode them (RFC 5280 §4.2.1.10): 8 or 32 octets. */
    byte[] addressAndMask() {
        byte[] octets = address.octets();
        byte[] both = Arrays.copyOf(octets, octets.length * 2);
        for (int bit = 0; bit < prefixLength; bit++) {
            both[octets.length + bit / 8] |= (byte) (0x80 >>> bit % 8);
        }
        return both;
    }

    private static int bitOf(byte[] octets, int bit) {
        return octets[bit / 8] >> 7 - bit % 8 & 1;
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
