package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name (RFC 5280 §4.1.2.4), between its DER encoding and its text (RFC 4514: the most specific attribute
 * first, the encoding's order reversed). Immutable. Two names are equal when their encodings are.
 *
 * <p>A name of a request is read strictly: known attribute types, one attribute per RDN, one common name, the length bounds
 * of RFC 5280 and at most 2000 UTF-16 units of RFC 4514 text in all, no control or formatting characters, text in Unicode normal form C, encoded as UTF8String where the type
 * does not demand another. A name inside a certificate is read as it stands.
 */
public final class DistinguishedName {
    private static final DistinguishedName EMPTY = NameEncoding.encode(List.of());
    private static final int MAX_TEXT = 2000;

    private final byte[] encoded;
    private final List<List<Attribute>> relativeNames;

    DistinguishedName(byte[] encoded, List<List<Attribute>> relativeNames) {
        this.encoded = encoded;
        this.relativeNames = List.copyOf(relativeNames);
    }

    /**
     * One attribute of a name.
     *
     * @param type its keyword, for example {@code CN}, or its dotted object identifier where Q-KMS knows none
     * @param value its text, or {@code #} and hexadecimal DER where it is not text
     */
    public record Attribute(String type, String value) {}

    /** The name without attributes: the subject is then named by its alternative names only. */
    public static DistinguishedName empty() {
        return EMPTY;
    }

    /**
     * Reads an RFC 4514 string strictly. The empty string is the empty name.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000; the rule is {@code subject.syntax}, {@code subject.attribute_type},
     *     {@code subject.attribute_value}, {@code subject.length}, {@code subject.multi_valued} or
     *     {@code subject.repeated_common_name}
     */
    public static DistinguishedName parse(String field, String text) {
        requireBounded(field, text);
        List<Attribute> attributes;
        try {
            attributes = Rfc4514.parse(text);
        } catch (IllegalArgumentException badSyntax) {
            throw QkmsException.malformed(field, "subject.syntax", text, badSyntax);
        }
        Collections.reverse(attributes);
        return of(field, attributes);
    }

    /**
     * The name with these attributes, checked as {@link #parse} does.
     *
     * @param attributes in the order of the encoding: the most general first
     */
    public static DistinguishedName of(String field, List<Attribute> attributes) {
        DistinguishedName name = NameEncoding.encode(NameEncoding.checked(field, attributes));
        requireBounded(field, name.toString());
        return name;
    }

    private static void requireBounded(String field, String text) {
        if (text.length() > MAX_TEXT) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail(
                            field,
                            "subject.length",
                            text.substring(0, 64) + "…",
                            List.of(Integer.toString(MAX_TEXT)))));
        }
    }

    /**
     * Reads a name out of a certificate as it stands.
     *
     * @throws IllegalArgumentException if it is not a DER-encoded Name
     */
    public static DistinguishedName ofDer(byte[] der) {
        return read(DerValue.parse(der));
    }

    static DistinguishedName read(DerValue name) {
        List<List<Attribute>> relativeNames = new ArrayList<>();
        for (DerValue relativeName : name.expect(DerValue.SEQUENCE).children()) {
            relativeNames.add(NameEncoding.readRelativeName(relativeName));
        }
        return new DistinguishedName(name.encoded(), relativeNames);
    }

    /** Reads a name out of a request, as strictly as {@link #parse}; the result is encoded anew. */
    static DistinguishedName readRequested(String field, DerValue name) {
        DistinguishedName asSent = read(name);
        List<Attribute> attributes = new ArrayList<>();
        for (List<Attribute> relativeName : asSent.relativeNames) {
            if (relativeName.size() != 1) {
                throw QkmsException.malformed(field, "subject.multi_valued", asSent.toString(), null);
            }
            attributes.add(relativeName.get(0));
        }
        NameEncoding.requirePermittedStringTypes(field, name);
        return of(field, attributes);
    }

    /** The most specific common name. */
    public Optional<String> commonName() {
        List<Attribute> attributes = attributes();
        for (int i = attributes.size() - 1; i >= 0; i--) {
            if (attributes.get(i).type().equals(AttributeType.CN.name())) {
                return Optional.of(attributes.get(i).value());
            }
        }
        return Optional.empty();
    }

    /** All attributes in the order of the encoding: the most general first. */
    public List<Attribute> attributes() {
        return relativeNames.stream().flatMap(List::stream).toList();
    }

    /** Whether there is no attribute. */
    public boolean isEmpty() {
        return relativeNames.isEmpty();
    }

    /** The DER encoding; a fresh copy. */
    public byte[] encoded() {
        return encoded.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistinguishedName that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** The RFC 4514 string. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (List<Attribute> relativeName : relativeNames) {
            texts.add(relativeName.stream().map(Rfc4514::format).collect(Collectors.joining("+")));
        }
        Collections.reverse(texts);
        return String.join(",", texts);
    }
}
