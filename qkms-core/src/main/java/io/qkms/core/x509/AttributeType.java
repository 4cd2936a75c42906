package io.qkms.core.x509;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The attribute types of distinguished names that Q-KMS certifies, with their bounds (RFC 5280 appendix A, RFC 4519). */
enum AttributeType {
    CN("2.5.4.3", 64, Syntax.DIRECTORY, "commonName"),
    O("2.5.4.10", 64, Syntax.DIRECTORY, "organizationName"),
    OU("2.5.4.11", 64, Syntax.DIRECTORY, "organizationalUnitName"),
    C("2.5.4.6", 2, Syntax.COUNTRY, "countryName"),
    ST("2.5.4.8", 128, Syntax.DIRECTORY, "stateOrProvinceName", "S"),
    L("2.5.4.7", 128, Syntax.DIRECTORY, "localityName"),
    STREET("2.5.4.9", 128, Syntax.DIRECTORY, "streetAddress"),
    DC("0.9.2342.19200300.100.1.25", 63, Syntax.ASCII, "domainComponent"),
    UID("0.9.2342.19200300.100.1.1", 256, Syntax.DIRECTORY, "userid"),
    SERIALNUMBER("2.5.4.5", 64, Syntax.PRINTABLE),
    SN("2.5.4.4", 128, Syntax.DIRECTORY, "surname"),
    GN("2.5.4.42", 128, Syntax.DIRECTORY, "givenName"),
    TITLE("2.5.4.12", 64, Syntax.DIRECTORY, "T"),
    E("1.2.840.113549.1.9.1", 255, Syntax.ASCII, "emailAddress");

    /** Which characters a value has, and as which string type it is encoded. */
    enum Syntax {
        DIRECTORY,
        PRINTABLE,
        COUNTRY,
        ASCII
    }

    private final String oid;
    private final int maxLength;
    private final Syntax syntax;
    private final List<String> aliases;

    AttributeType(String oid, int maxLength, Syntax syntax, String... aliases) {
        this.oid = oid;
        this.maxLength = maxLength;
        this.syntax = syntax;
        this.aliases = List.of(aliases);
    }

    /** The type with this keyword or dotted object identifier, in any case. */
    static Optional<AttributeType> of(String keywordOrOid) {
        return Arrays.stream(values())
                .filter(type -> type.name().equalsIgnoreCase(keywordOrOid)
                        || type.oid.equals(keywordOrOid)
                        || type.aliases.stream().anyMatch(keywordOrOid::equalsIgnoreCase))
                .findFirst();
    }

    String oid() {
        return oid;
    }

    Syntax syntax() {
        return syntax;
    }

    int maxLength() {
        return maxLength;
    }
}
