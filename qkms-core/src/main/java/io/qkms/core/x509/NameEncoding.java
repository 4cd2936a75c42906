package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.x509.DistinguishedName.Attribute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;

/** Between attributes and the DER encoding of a Name. */
final class NameEncoding {
    // RFC 5280 §4.1.2.4: the other string types are for names that exist already.
    private static final Set<Integer> PERMITTED_STRING_TYPES =
            Set.of(DerText.UTF8_STRING, DerText.PRINTABLE_STRING, DerText.IA5_STRING);
    private static final int MAX_ATTRIBUTES = 32;

    private NameEncoding() {}

    /** The attributes with their canonical keywords and normalised values, or a refusal that names the first bad one. */
    static List<Attribute> checked(String field, List<Attribute> attributes) {
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw QkmsException.malformed(field, "subject.length", Integer.toString(attributes.size()), null);
        }
        List<Attribute> checked = new ArrayList<>();
        for (Attribute attribute : attributes) {
            checked.add(checked(field, attribute));
        }
        long commonNames = checked.stream()
                .filter(attribute -> attribute.type().equals(AttributeType.CN.name()))
                .count();
        if (commonNames > 1) {
            throw QkmsException.malformed(field, "subject.repeated_common_name", null, null);
        }
        return checked;
    }

    private static Attribute checked(String field, Attribute attribute) {
        AttributeType type = AttributeType.of(attribute.type())
                .orElseThrow(() -> new QkmsException(
                        ErrorCode.MALFORMED_REQUEST,
                        List.of(new ErrorDetail(
                                field,
                                "subject.attribute_type",
                                attribute.type(),
                                Arrays.stream(AttributeType.values())
                                        .map(AttributeType::name)
                                        .toList()))));
        String value = Normalizer.normalize(attribute.value(), Normalizer.Form.NFC);
        String shown = type + "=" + value;
        boolean badCharacter = value.codePoints().anyMatch(NameEncoding::unfitForNames);
        if (value.isBlank() || badCharacter || !value.equals(value.strip()) || !fits(type.syntax(), value)) {
            throw QkmsException.malformed(field, "subject.attribute_value", shown, null);
        }
        if (value.codePointCount(0, value.length()) > type.maxLength()) {
            throw new QkmsException(
                    ErrorCode.MALFORMED_REQUEST,
                    List.of(new ErrorDetail(
                            field, "subject.length", shown, List.of(Integer.toString(type.maxLength())))));
        }
        return new Attribute(type.name(), type == AttributeType.C ? value.toUpperCase(Locale.ROOT) : value);
    }

    /** Characters that hide or reorder others, or that are none. */
    private static boolean unfitForNames(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    private static boolean fits(AttributeType.Syntax syntax, String value) {
        return switch (syntax) {
            case DIRECTORY -> true;
            case PRINTABLE -> DerText.isPrintable(value);
            case COUNTRY -> value.matches("[A-Za-z]{2}");
            case ASCII -> value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
        };
    }

    /** The name of attributes that were {@link #checked}. */
    static DistinguishedName encode(List<Attribute> attributes) {
        X500NameBuilder builder = new X500NameBuilder();
        for (Attribute attribute : attributes) {
            AttributeType type = AttributeType.valueOf(attribute.type());
            builder.addRDN(new ASN1ObjectIdentifier(type.oid()), string(type.syntax(), attribute.value()));
        }
        try {
            return new DistinguishedName(
                    builder.build().getEncoded(ASN1Encoding.DER),
                    attributes.stream().map(List::of).toList());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ASN1Encodable string(AttributeType.Syntax syntax, String value) {
        return switch (syntax) {
            case DIRECTORY -> new DERUTF8String(value);
            case PRINTABLE, COUNTRY -> new DERPrintableString(value);
            case ASCII -> new DERIA5String(value);
        };
    }

    /** Reads a RelativeDistinguishedName as it stands. */
    static List<Attribute> readRelativeName(DerValue relativeName) {
        List<Attribute> attributes = new ArrayList<>();
        for (DerValue typeAndValue : relativeName.expect(DerValue.SET).children()) {
            DerValue.Fields fields = typeAndValue.sequence();
            String oid = fields.next(DerValue.OBJECT_IDENTIFIER).oid();
            DerValue value = fields.next();
            fields.end();
            attributes.add(AttributeType.of(oid)
                    .map(type -> new Attribute(type.name(), DerText.of(value)))
                    .orElseGet(() -> new Attribute(oid, "#" + HexFormat.of().formatHex(value.encoded()))));
        }
        if (attributes.isEmpty()) {
            throw new IllegalArgumentException("RDN without an attribute");
        }
        return List.copyOf(attributes);
    }

    /** Refuses the string types that RFC 5280 forbids in new names. */
    static void requirePermittedStringTypes(String field, DerValue name) {
        for (DerValue relativeName : name.children()) {
            for (DerValue typeAndValue : relativeName.children()) {
                int tag = typeAndValue.children().get(1).tag();
                if (!PERMITTED_STRING_TYPES.contains(tag)) {
                    throw QkmsException.malformed(field, "subject.string_type", "tag " + tag, null);
                }
            }
        }
    }
}
