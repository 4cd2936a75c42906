package io.qkms.core.x509;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a DER encoding (X.690 §10), read strictly: definite minimal lengths, minimal integers, sorted sets, no
 * trailing octets, bounded depth. What BouncyCastle writes is read back with this, so that a mistake of the one is not
 * repeated by the other.
 *
 * <p>Everything malformed is an {@link IllegalArgumentException} that names the octet.
 */
final class DerValue {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final int MAX_DEPTH = 24;
    private static final int MAX_OID_LENGTH = 64;
    private static final int CONSTRUCTED = 0x20;
    private static final int CLASS_BITS = 0xC0;

    private final byte[] source;
    private final int start;
    private final int contentStart;
    private final int end;
    private final List<DerValue> children;

    private DerValue(byte[] source, int start, int contentStart, int end, int depth) {
        this.source = source;
        this.start = start;
        this.contentStart = contentStart;
        this.end = end;
        this.children = constructed() ? readChildren(depth) : List.of();
        requireDer();
    }

    /** The one value that these octets encode. */
    static DerValue parse(byte[] der) {
        DerValue value = read(der.clone(), 0, der.length, 0);
        if (value.end != der.length) {
            throw malformed(value.end, "trailing octets");
        }
        return value;
    }

    /** Tag of a context-specific primitive value, {@code [number] IMPLICIT}. */
    static int primitive(int number) {
        return 0x80 | number;
    }

    /** Tag of a context-specific constructed value. */
    static int constructed(int number) {
        return 0xA0 | number;
    }

    private static DerValue read(byte[] source, int start, int limit, int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed(start, "nested deeper than " + MAX_DEPTH);
        }
        if (limit - start < 2) {
            throw malformed(start, "truncated");
        }
        if ((source[start] & 0x1F) == 0x1F) {
            throw malformed(start, "tag number above 30");
        }
        int first = source[start + 1] & 0xFF;
        int position = start + 2;
        int length = first;
        if (first >= 0x80) {
            int octets = first & 0x7F;
            if (octets == 0 || octets > 3 || limit - position < octets) {
                throw malformed(start + 1, "length is indefinite, too large or truncated");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | source[position++] & 0xFF;
            }
            if (length < 0x80 || length >>> 8 * (octets - 1) == 0) {
                throw malformed(start + 1, "length is not minimal");
            }
        }
        if (length > limit - position) {
            throw malformed(start + 1, "length reaches beyond the end");
        }
        return new DerValue(source, start, position, position + length, depth);
    }

    private List<DerValue> readChildren(int depth) {
        List<DerValue> values = new ArrayList<>();
        int position = contentStart;
        while (position < end) {
            DerValue child = read(source, position, end, depth + 1);
            values.add(child);
            position = child.end;
        }
        return List.copyOf(values);
    }

    private void requireDer() {
        if ((tag() & CLASS_BITS) != 0) {
            return;
        }
        if (constructed() != (tag() == SEQUENCE || tag() == SET)) {
            throw malformed(start, "constructed where DER is primitive, or the other way round");
        }
        switch (tag()) {
            case BOOLEAN ->
                requireThat(
                        length() == 1 && (source[contentStart] == 0 || source[contentStart] == (byte) 0xFF), "boolean");
            case INTEGER -> requireThat(length() > 0 && (length() == 1 || !redundantSign()), "integer is not minimal");
            case NULL -> requireThat(length() == 0, "null with content");
            case BIT_STRING -> requireThat(length() > 0 && unusedBitsAreZero(), "bit string");
            case SET -> requireSorted();
            default -> {}
        }
    }

    private boolean redundantSign() {
        return source[contentStart] == 0 && source[contentStart + 1] >= 0
                || source[contentStart] == (byte) 0xFF && source[contentStart + 1] < 0;
    }

    private boolean unusedBitsAreZero() {
        int unused = source[contentStart];
        if (unused == 0) {
            return true;
        }
        return unused > 0 && unused < 8 && length() > 1 && (source[end - 1] & (1 << unused) - 1) == 0;
    }

    private void requireSorted() {
        for (int i = 1; i < children.size(); i++) {
            if (Arrays.compareUnsigned(
                            children.get(i - 1).encoded(), children.get(i).encoded())
                    > 0) {
                throw malformed(children.get(i).start, "set is not sorted");
            }
        }
    }

    private boolean constructed() {
        return (tag() & CONSTRUCTED) != 0;
    }

    int tag() {
        return source[start] & 0xFF;
    }

    private int length() {
        return end - contentStart;
    }

    /** The value with tag and length. */
    byte[] encoded() {
        return Arrays.copyOfRange(source, start, end);
    }

    /** The octets inside. */
    byte[] content() {
        return Arrays.copyOfRange(source, contentStart, end);
    }

    DerValue expect(int tag) {
        if (tag() != tag) {
            throw new IllegalArgumentException("tag 0x%02X, expected 0x%02X".formatted(tag(), tag));
        }
        return this;
    }

    /** The values inside a constructed value. */
    List<DerValue> children() {
        requireThat(constructed(), "not constructed");
        return children;
    }

    /** Reads the values inside a SEQUENCE one after the other. */
    Fields sequence() {
        return new Fields(expect(SEQUENCE));
    }

    /** Reads the values inside any constructed value one after the other. */
    Fields fields() {
        requireThat(constructed(), "not constructed");
        return new Fields(this);
    }

    /** What an OCTET STRING wraps, parsed. */
    DerValue wrapped() {
        return parse(expect(OCTET_STRING).content());
    }

    BigInteger integer() {
        return new BigInteger(expect(INTEGER).content());
    }

    /** An INTEGER that fits. */
    int smallInteger() {
        requireThat(expect(INTEGER).length() <= 4, "integer too large");
        return integer().intValue();
    }

    boolean bool() {
        return expect(BOOLEAN).content()[0] != 0;
    }

    /** Content of a BIT STRING that has whole octets. */
    byte[] bitStringOctets() {
        expect(BIT_STRING);
        requireThat(source[contentStart] == 0, "unused bits");
        return Arrays.copyOfRange(source, contentStart + 1, end);
    }

    /** The bits of a named bit list (X.690 §11.2.2: no trailing zero bits), the first bit as {@code 1}. */
    int namedBits() {
        expect(BIT_STRING);
        int unused = source[contentStart];
        requireThat(length() <= 3, "bit list too long");
        requireThat(length() == 1 || (source[end - 1] >> unused & 1) == 1, "bit list with trailing zero bits");
        int bits = 0;
        for (int i = 0; i < (length() - 1) * 8; i++) {
            if ((source[contentStart + 1 + i / 8] >> 7 - i % 8 & 1) == 1) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** Dotted form of an OBJECT IDENTIFIER. */
    String oid() {
        expect(OBJECT_IDENTIFIER);
        requireThat(length() > 0 && length() <= MAX_OID_LENGTH && source[end - 1] >= 0, "object identifier");
        StringBuilder dotted = new StringBuilder();
        BigInteger arc = BigInteger.ZERO;
        boolean arcBegins = true;
        for (int i = contentStart; i < end; i++) {
            requireThat(!arcBegins || source[i] != (byte) 0x80, "object identifier arc is not minimal");
            arc = arc.shiftLeft(7).or(BigInteger.valueOf(source[i] & 0x7F));
            arcBegins = source[i] >= 0;
            if (arcBegins) {
                appendArc(dotted, arc);
                arc = BigInteger.ZERO;
            }
        }
        return dotted.toString();
    }

    private static void appendArc(StringBuilder dotted, BigInteger arc) {
        if (!dotted.isEmpty()) {
            dotted.append('.').append(arc);
            return;
        }
        int root = arc.min(BigInteger.valueOf(80)).intValue() / 40;
        dotted.append(root).append('.').append(arc.subtract(BigInteger.valueOf(root * 40L)));
    }

    private void requireThat(boolean holds, String what) {
        if (!holds) {
            throw malformed(start, what);
        }
    }

    private static IllegalArgumentException malformed(int octet, String what) {
        return new IllegalArgumentException("octet " + octet + ": " + what);
    }

    /** Walks through the values inside a constructed value in their order. */
    static final class Fields {
        private final DerValue owner;
        private int position;

        private Fields(DerValue owner) {
            this.owner = owner;
        }

        /** The next value, whatever it is. */
        DerValue next() {
            owner.requireThat(hasNext(), "a field is missing");
            return owner.children.get(position++);
        }

        DerValue next(int tag) {
            return next().expect(tag);
        }

        /** The next value if it has this tag, else null and nothing is consumed. */
        @Nullable
        DerValue optional(int tag) {
            return hasNext() && owner.children.get(position).tag() == tag ? next() : null;
        }

        boolean hasNext() {
            return position < owner.children.size();
        }

        void end() {
            owner.requireThat(!hasNext(), "unexpected further fields");
        }
    }
}
