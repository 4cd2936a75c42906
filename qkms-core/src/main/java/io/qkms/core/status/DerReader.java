package io.qkms.core.status;

import java.util.Arrays;

/**
 * Reads DER (X.690 §10) from octets that strangers sent: definite, minimal lengths only, nothing after the end, no recursion and
 * no allocation beyond what is asked for, so that no input can make it slow or deep. A value of it is a cursor, for one thread.
 */
final class DerReader {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] octets;
    private final int end;
    private int position;

    DerReader(byte[] octets) {
        this(octets, 0, octets.length);
    }

    private DerReader(byte[] octets, int start, int end) {
        this.octets = octets;
        this.position = start;
        this.end = end;
    }

    /** The tag of a constructed context-specific value. */
    static int context(int number) {
        return 0xA0 | number;
    }

    boolean hasNext() {
        return position < end;
    }

    boolean nextIs(int tag) {
        return hasNext() && (octets[position] & 0xFF) == tag;
    }

    /** Steps into the next value, which must have this tag; this cursor goes on behind it. */
    DerReader enter(int tag) throws MalformedOcspRequestException {
        int contents = header(tag);
        int contentsEnd = position;
        return new DerReader(octets, contents, contentsEnd);
    }

    /** The contents of the next value, which must have this tag. */
    byte[] contents(int tag) throws MalformedOcspRequestException {
        int contents = header(tag);
        return Arrays.copyOfRange(octets, contents, position);
    }

    /** The contents of the next INTEGER, in its shortest two's complement. */
    byte[] integer() throws MalformedOcspRequestException {
        byte[] value = contents(INTEGER);
        boolean empty = value.length == 0;
        boolean padded = value.length > 1 && ((value[0] == 0 && value[1] >= 0) || (value[0] == -1 && value[1] < 0));
        if (empty || padded) {
            throw new MalformedOcspRequestException("an INTEGER is not in its shortest form");
        }
        return value;
    }

    /** The next value with its tag and length, which must have this tag. */
    byte[] whole(int tag) throws MalformedOcspRequestException {
        int start = position;
        header(tag);
        return Arrays.copyOfRange(octets, start, position);
    }

    /** Passes over the next value, whatever it is. */
    void skip() throws MalformedOcspRequestException {
        if (!hasNext()) {
            throw new MalformedOcspRequestException("a value is missing");
        }
        header(octets[position] & 0xFF);
    }

    /** Checks that nothing is left. */
    void end() throws MalformedOcspRequestException {
        if (hasNext()) {
            throw new MalformedOcspRequestException((end - position) + " octets too many");
        }
    }

    /** Reads tag and length, moves behind the value, and gives the index of its first content octet. */
    private int header(int tag) throws MalformedOcspRequestException {
        if (!nextIs(tag) || (tag & 0x1F) == 0x1F) {
            throw new MalformedOcspRequestException("expected the tag " + Integer.toHexString(tag));
        }
        int at = position + 1;
        int first = octet(at++);
        int length = first;
        if (first >= 0x80) {
            int count = first & 0x7F;
            // Three octets reach 16 MiB, more than any request that is let in.
            if (count == 0 || count > 3) {
                throw new MalformedOcspRequestException("a length is indefinite or too large");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | octet(at++);
            }
            if (length < 0x80 || length >>> 8 * (count - 1) == 0) {
                throw new MalformedOcspRequestException("a length is not in its shortest form");
            }
        }
        if (length > end - at) {
            throw new MalformedOcspRequestException("a value is longer than what holds it");
        }
        position = at + length;
        return at;
    }

    private int octet(int at) throws MalformedOcspRequestException {
        if (at >= end) {
            throw new MalformedOcspRequestException("a length is missing");
        }
        return octets[at] & 0xFF;
    }
}
