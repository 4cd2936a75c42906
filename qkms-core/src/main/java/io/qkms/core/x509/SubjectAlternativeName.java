package io.qkms.core.x509;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * One name of a subject (RFC 5280 §4.2.1.6) in canonical form: DNS names in lower case with A-labels, IP addresses as RFC
 * 5952 prints them, URIs and e-mail addresses with scheme and domain in lower case. Names that are equal mean the same.
 *
 * @param type what kind of name it is
 * @param value the name; the constructor brings it into canonical form and throws {@link IllegalArgumentException} if it is
 *     not a name of this type
 */
public record SubjectAlternativeName(Type type, String value) {

    /** The types of names that Q-KMS certifies. */
    public enum Type {
        /** A host name, possibly with a wildcard as its leftmost label. */
        DNS("DNS:", "san.dns.syntax", GeneralName.dNSName),
        /** An IPv4 or IPv6 address. */
        IP("IP:", "san.ip.syntax", GeneralName.iPAddress),
        /** An absolute URI. */
        URI("URI:", "san.uri.syntax", GeneralName.uniformResourceIdentifier),
        /** An e-mail address. */
        EMAIL("email:", "san.email.syntax", GeneralName.rfc822Name);

        private final String prefix;
        private final String syntaxRule;
        private final int tag;

        Type(String prefix, String syntaxRule, int tag) {
            this.prefix = prefix;
            this.syntaxRule = syntaxRule;
            this.tag = tag;
        }
    }

    /** How many names one certificate may have. */
    public static final int MAX_NAMES = 100;

    private static final int MAX_LENGTH = 4096;

    public SubjectAlternativeName {
        value = switch (type) {
            case DNS -> NameSyntax.dns(value);
            case IP -> NameSyntax.ip(value);
            case URI -> NameSyntax.uri(value);
            case EMAIL -> NameSyntax.email(value);
        };
    }

    /**
     * Reads a name whose type is said by a prefix ({@code DNS:}, {@code IP:}, {@code URI:}, {@code email:}, in any case) or
     * else by its form: {@code ://} makes a URI, {@code @} an e-mail address, an IP literal an address, anything else is a
     * DNS name.
     *
     * @param field the request's field, for the error
     * @throws QkmsException 40000 with rule {@code san.dns.syntax}, {@code san.ip.syntax}, {@code san.uri.syntax} or
     *     {@code san.email.syntax}
     */
    public static SubjectAlternativeName parse(String field, String text) {
        for (Type type : Type.values()) {
            if (text.regionMatches(true, 0, type.prefix, 0, type.prefix.length())) {
                return of(field, type, text.substring(type.prefix.length()));
            }
        }
        return of(field, typeByForm(text), text);
    }

    private static Type typeByForm(String text) {
        if (text.contains("://")) {
            return Type.URI;
        }
        if (text.indexOf('@') >= 0) {
            return Type.EMAIL;
        }
        return IpAddress.parse(text).isPresent() ? Type.IP : Type.DNS;
    }

    private static SubjectAlternativeName of(String field, Type type, String text) {
        if (text.length() > MAX_LENGTH) {
            throw QkmsException.malformed(field, type.syntaxRule, text.substring(0, 64) + "…", null);
        }
        try {
            return new SubjectAlternativeName(type, text);
        } catch (IllegalArgumentException notAName) {
            throw QkmsException.malformed(field, type.syntaxRule, text, notAName);
        }
    }

    /**
     * The names of a request together with those of its CSR, the request's first, each once.
     *
     * @throws QkmsException 40000 with rule {@code san.count} if there are more than {@link #MAX_NAMES}
     */
    public static List<SubjectAlternativeName> union(
            List<SubjectAlternativeName> requested, List<SubjectAlternativeName> inCsr) {
        List<SubjectAlternativeName> names = new ArrayList<>(requested);
        names.addAll(inCsr);
        List<SubjectAlternativeName> distinct = names.stream().distinct().toList();
        if (distinct.size() > MAX_NAMES) {
            throw tooMany("subject_alt_names", distinct.size());
        }
        return distinct;
    }

    /**
     * Reads a GeneralNames value.
     *
     * @throws QkmsException 40000: {@code san.type} for a type that Q-KMS does not certify, {@code san.count}, or a syntax
     *     rule
     * @throws IllegalArgumentException if it is not a GeneralNames value
     */
    static List<SubjectAlternativeName> read(String field, DerValue generalNames) {
        List<DerValue> values = generalNames.expect(DerValue.SEQUENCE).children();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("GeneralNames is empty");
        }
        if (values.size() > MAX_NAMES) {
            throw tooMany(field, values.size());
        }
        List<SubjectAlternativeName> names = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            names.add(readOne(field + "[" + i + "]", values.get(i)));
        }
        return names.stream().distinct().toList();
    }

    private static SubjectAlternativeName readOne(String field, DerValue name) {
        for (Type type : Type.values()) {
            if (name.tag() == DerValue.primitive(type.tag)) {
                return of(field, type, type == Type.IP ? readIp(field, name) : readAscii(field, type, name));
            }
        }
        throw new QkmsException(
                ErrorCode.MALFORMED_REQUEST,
                List.of(new ErrorDetail(
                        field,
                        "san.type",
                        unsupportedTypeName(name.tag() & 0x1F),
                        List.of("DNS", "IP", "URI", "email"))));
    }

    private static String readIp(String field, DerValue name) {
        try {
            return IpAddress.ofOctets(name.content()).toString();
        } catch (IllegalArgumentException badLength) {
            throw QkmsException.malformed(field, Type.IP.syntaxRule, null, badLength);
        }
    }

    private static String readAscii(String field, Type type, DerValue name) {
        try {
            return DerText.ascii(name);
        } catch (IllegalArgumentException notAscii) {
            throw QkmsException.malformed(field, type.syntaxRule, null, notAscii);
        }
    }

    private static String unsupportedTypeName(int number) {
        return switch (number) {
            case 0 -> "otherName";
            case 3 -> "x400Address";
            case 4 -> "directoryName";
            case 5 -> "ediPartyName";
            case 8 -> "registeredID";
            default -> "type " + number;
        };
    }

    private static QkmsException tooMany(String field, int count) {
        return new QkmsException(
                ErrorCode.MALFORMED_REQUEST,
                List.of(new ErrorDetail(
                        field, "san.count", Integer.toString(count), List.of(Integer.toString(MAX_NAMES)))));
    }

    GeneralName toGeneralName() {
        return type == Type.IP
                ? new GeneralName(
                        type.tag,
                        new DEROctetString(IpAddress.parse(value).orElseThrow().octets()))
                : new GeneralName(type.tag, value);
    }

    /** The rule of the contract that judges names of this type, for example {@code san.dns}. */
    public String policyRule() {
        return "san." + type.name().toLowerCase(Locale.ROOT);
    }

    /** The name with its type's prefix, for example {@code DNS:gateway.q}. */
    public String prefixed() {
        return type.prefix + value;
    }

    /** The plain name, as answers print it. */
    @Override
    public String toString() {
        return value;
    }
}
