package io.qkms.core.x509;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The extensions of a certificate or of a request, read strictly; each may occur once (RFC 5280 §4.2). */
final class Extensions {
    static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    static final String KEY_USAGE = "2.5.29.15";
    static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    static final String BASIC_CONSTRAINTS = "2.5.29.19";
    static final String NAME_CONSTRAINTS = "2.5.29.30";
    static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    static final String FRESHEST_CRL = "2.5.29.46";
    static final String SUBJECT_ALT_PUBLIC_KEY_INFO = "2.5.29.72";
    static final String ALT_SIGNATURE_ALGORITHM = "2.5.29.73";
    static final String ALT_SIGNATURE_VALUE = "2.5.29.74";
    static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
    static final String OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    static final String CA_ISSUERS_METHOD = "1.3.6.1.5.5.7.48.2";
    static final String OCSP_METHOD = "1.3.6.1.5.5.7.48.1";

    private static final int URI_TAG = DerValue.primitive(6);

    private final Map<String, Extension> byOid;

    private Extensions(Map<String, Extension> byOid) {
        this.byOid = byOid;
    }

    private record Extension(boolean critical, DerValue octets) {}

    static Extensions none() {
        return new Extensions(Map.of());
    }

    static Extensions read(DerValue sequence) {
        List<DerValue> values = sequence.expect(DerValue.SEQUENCE).children();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Extensions is empty");
        }
        Map<String, Extension> byOid = new LinkedHashMap<>();
        for (DerValue value : values) {
            DerValue.Fields fields = value.sequence();
            String oid = fields.next().oid();
            DerValue critical = fields.optional(DerValue.BOOLEAN);
            DerValue octets = fields.next(DerValue.OCTET_STRING);
            fields.end();
            Extension extension = new Extension(critical != null && critical.bool(), octets);
            if (byOid.put(oid, extension) != null) {
                throw new IllegalArgumentException("extension " + oid + " occurs twice");
            }
        }
        return new Extensions(byOid);
    }

    Set<String> oids() {
        return byOid.keySet();
    }

    boolean has(String oid) {
        return byOid.containsKey(oid);
    }

    boolean critical(String oid) {
        Extension extension = byOid.get(oid);
        return extension != null && extension.critical();
    }

    /** The value inside an extension. */
    Optional<DerValue> value(String oid) {
        return Optional.ofNullable(byOid.get(oid))
                .map(extension -> extension.octets().wrapped());
    }

    List<SubjectAlternativeName> subjectAlternativeNames(String field) {
        return value(SUBJECT_ALTERNATIVE_NAME)
                .map(names -> SubjectAlternativeName.read(field, names))
                .orElse(List.of());
    }

    Optional<Set<KeyUsageBit>> keyUsage() {
        return value(KEY_USAGE).map(KeyUsageBit::read);
    }

    Optional<List<ExtendedKeyUsage>> extendedKeyUsage() {
        return value(EXTENDED_KEY_USAGE).map(ExtendedKeyUsage::read);
    }

    Optional<BasicConstraints> basicConstraints() {
        return value(BASIC_CONSTRAINTS).map(BasicConstraints::read);
    }

    Optional<byte[]> subjectKeyIdentifier() {
        return value(SUBJECT_KEY_IDENTIFIER)
                .map(identifier -> identifier.expect(DerValue.OCTET_STRING).content());
    }

    /** The keyIdentifier of AuthorityKeyIdentifier. */
    Optional<byte[]> authorityKeyIdentifier() {
        return value(AUTHORITY_KEY_IDENTIFIER)
                .map(identifier -> identifier.sequence().optional(DerValue.primitive(0)))
                .map(DerValue::content);
    }

    /** The URIs under the fullName of every distribution point; for CRL distribution points and Freshest CRL. */
    List<String> distributionPointUris(String oid) {
        List<String> uris = new ArrayList<>();
        value(oid)
                .ifPresent(points -> points.expect(DerValue.SEQUENCE).children().forEach(point -> {
                    DerValue pointName = point.sequence().optional(DerValue.constructed(0));
                    DerValue fullName =
                            pointName == null ? null : pointName.fields().optional(DerValue.constructed(0));
                    if (fullName != null) {
                        fullName.children().stream()
                                .filter(name -> name.tag() == URI_TAG)
                                .forEach(name -> uris.add(DerText.ascii(name)));
                    }
                }));
        return List.copyOf(uris);
    }

    /** The URIs of AuthorityInformationAccess with this access method. */
    List<String> accessUris(String method) {
        List<String> uris = new ArrayList<>();
        value(AUTHORITY_INFORMATION_ACCESS)
                .ifPresent(access -> access.expect(DerValue.SEQUENCE).children().forEach(description -> {
                    DerValue.Fields fields = description.sequence();
                    boolean wanted = fields.next().oid().equals(method);
                    DerValue location = fields.next();
                    if (wanted && location.tag() == URI_TAG) {
                        uris.add(DerText.ascii(location));
                    }
                }));
        return List.copyOf(uris);
    }
}
