package io.qkms.core.x509;

import io.qkms.core.algorithm.Family;
import io.qkms.core.x509.CertificateContent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the encoded octets of a certificate before they are signed: the profile of RFC 5280 §4, key usage as RFC 9881 §5
 * demands, and that they say what the content said. Works on what {@link TbsCertificate} read, never on what was encoded
 * from.
 */
final class CertificateLint {
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");
    private static final Set<KeyUsageBit> KEY_MANAGEMENT = EnumSet.of(
            KeyUsageBit.KEY_ENCIPHERMENT,
            KeyUsageBit.DATA_ENCIPHERMENT,
            KeyUsageBit.KEY_AGREEMENT,
            KeyUsageBit.ENCIPHER_ONLY,
            KeyUsageBit.DECIPHER_ONLY);
    private static final Set<String> MUST_BE_CRITICAL =
            Set.of(Extensions.BASIC_CONSTRAINTS, Extensions.KEY_USAGE, Extensions.NAME_CONSTRAINTS);

    private final TbsCertificate tbs;
    private final Extensions extensions;
    private final CertificateContent content;
    private final Issuer issuer;
    private final List<String> findings = new ArrayList<>();

    private CertificateLint(TbsCertificate tbs, CertificateContent content, Issuer issuer) {
        this.tbs = tbs;
        this.extensions = tbs.extensions();
        this.content = content;
        this.issuer = issuer;
    }

    /** Everything that is wrong; empty if the octets are fit to be signed. */
    static List<String> findings(byte[] toBeSigned, CertificateContent content, Issuer issuer) {
        TbsCertificate tbs;
        try {
            tbs = TbsCertificate.read(DerValue.parse(toBeSigned));
        } catch (IllegalArgumentException notDer) {
            return List.of("does not parse: " + notDer.getMessage());
        }
        CertificateLint lint = new CertificateLint(tbs, content, issuer);
        try {
            lint.judge();
        } catch (RuntimeException badValue) {
            lint.findings.add("a value does not parse: " + badValue.getMessage());
        }
        return List.copyOf(lint.findings);
    }

    private void judge() {
        judgeFixedFields();
        judgeValidity();
        judgeNames();
        judgeCriticality();
        judgeKeyUsage();
        judgeKeyIdentifiers();
        judgeConstraints();
        judgePointers();
    }

    private void judgeFixedFields() {
        check(tbs.version() == 2, "version is v3 (§4.1.2.1)");
        check(tbs.serialNumber().equals(content.serial().value()), "serial number is the content's");
        check(
                tbs.serialNumber().signum() > 0 && tbs.serialNumber().bitLength() <= 159,
                "serial number is positive, of at most 20 octets (§4.1.2.2)");
        DerValue.Fields identifier = tbs.signature().sequence();
        check(
                identifier.next().oid().equals(issuer.primary().algorithm().signatureOid()),
                "signature algorithm is the signer's (§4.1.1.2)");
        DerValue parameters = identifier.hasNext() ? identifier.next() : null;
        check(
                issuer.primary().algorithm().family() == Family.RSA
                        ? parameters != null && parameters.tag() == DerValue.NULL
                        : parameters == null,
                "signature parameters are absent, NULL for RSA (RFC 9881 §2)");
        check(
                Arrays.equals(
                        tbs.subjectPublicKeyInfo().encoded(),
                        content.publicKey().encoded()),
                "public key is the content's");
    }

    private void judgeValidity() {
        check(tbs.notBeforeTime().equals(content.validity().notBefore()), "notBefore is the content's");
        check(tbs.notAfterTime().equals(content.validity().notAfter()), "notAfter is the content's");
        for (DerValue time : List.of(tbs.notBefore(), tbs.notAfter())) {
            boolean utc = DerText.time(time).isBefore(YEAR_2050);
            check(
                    time.tag() == (utc ? DerValue.UTC_TIME : DerValue.GENERALIZED_TIME),
                    "UTCTime through 2049, GeneralizedTime from 2050 on (§4.1.2.5)");
        }
        Certificate certificate = issuer.certificate();
        check(
                certificate == null || !tbs.notAfterTime().isAfter(certificate.notAfter()),
                "does not outlive its issuer");
    }

    private void judgeNames() {
        Certificate certificate = issuer.certificate();
        byte[] issuerName = (certificate == null ? content.subject() : certificate.subject()).encoded();
        check(Arrays.equals(tbs.issuer().encoded(), issuerName), "issuer is the issuer's subject (§4.1.2.4)");
        check(!tbs.issuer().children().isEmpty(), "issuer is not empty (§4.1.2.4)");
        check(Arrays.equals(tbs.subject().encoded(), content.subject().encoded()), "subject is the content's");
        boolean emptySubject = tbs.subject().children().isEmpty();
        check(!(emptySubject && content.kind().ca()), "a CA has a subject (§4.1.2.6)");
        boolean names = extensions.has(Extensions.SUBJECT_ALTERNATIVE_NAME);
        check(names || !emptySubject, "the subject is named (§4.1.2.6)");
        check(
                !names || extensions.critical(Extensions.SUBJECT_ALTERNATIVE_NAME) == emptySubject,
                "alternative names are critical where the subject is empty, else not (§4.2.1.6)");
        check(
                extensions.subjectAlternativeNames("certificate").equals(content.subjectAlternativeNames()),
                "alternative names are the content's");
    }

    private void judgeCriticality() {
        for (String oid : extensions.oids()) {
            boolean critical = oid.equals(Extensions.SUBJECT_ALTERNATIVE_NAME)
                    ? extensions.critical(oid)
                    : MUST_BE_CRITICAL.contains(oid);
            check(extensions.critical(oid) == critical, "criticality of " + oid);
        }
        Set<String> expected = new HashSet<>(Set.of(
                Extensions.BASIC_CONSTRAINTS,
                Extensions.KEY_USAGE,
                Extensions.SUBJECT_KEY_IDENTIFIER,
                Extensions.AUTHORITY_KEY_IDENTIFIER));
        StatusPointers pointers = content.pointers();
        expect(
                expected,
                Extensions.SUBJECT_ALTERNATIVE_NAME,
                !content.subjectAlternativeNames().isEmpty());
        expect(
                expected,
                Extensions.EXTENDED_KEY_USAGE,
                !content.extendedKeyUsage().isEmpty());
        expect(expected, Extensions.NAME_CONSTRAINTS, content.nameConstraints() != null);
        expect(expected, Extensions.CRL_DISTRIBUTION_POINTS, pointers.crl() != null);
        expect(expected, Extensions.FRESHEST_CRL, pointers.deltaCrl() != null);
        expect(
                expected,
                Extensions.AUTHORITY_INFORMATION_ACCESS,
                pointers.ocsp() != null || pointers.caIssuers() != null);
        expect(expected, Extensions.OCSP_NO_CHECK, content.kind() == Kind.OCSP_RESPONDER);
        check(extensions.oids().equals(expected), "extensions are those of the content and no others");
    }

    private static void expect(Set<String> expected, String oid, boolean condition) {
        if (condition) {
            expected.add(oid);
        }
    }

    private void judgeKeyUsage() {
        Set<KeyUsageBit> usage = extensions.keyUsage().orElse(Set.of());
        check(usage.equals(content.keyUsage()), "key usage is the content's");
        boolean ca = content.kind().ca();
        check(usage.contains(KeyUsageBit.KEY_CERT_SIGN) == ca, "keyCertSign for CAs only (§4.2.1.3)");
        check(usage.contains(KeyUsageBit.CRL_SIGN) == ca, "cRLSign for CAs only");
        Family family = content.publicKey().algorithm().family();
        Set<KeyUsageBit> unfit = EnumSet.copyOf(KEY_MANAGEMENT);
        if (family == Family.RSA && !ca) {
            unfit.remove(KeyUsageBit.KEY_ENCIPHERMENT);
        }
        if (family == Family.ML_KEM) {
            check(
                    usage.equals(Set.of(KeyUsageBit.KEY_ENCIPHERMENT)),
                    "only keyEncipherment for a KEM key (RFC 9935 §5)");
        } else {
            unfit.retainAll(usage);
            check(unfit.isEmpty(), "no " + unfit + " for a signing key (RFC 9881 §5)");
        }
        List<ExtendedKeyUsage> purposes = extensions.extendedKeyUsage().orElse(List.of());
        check(purposes.equals(content.extendedKeyUsage()), "purposes are the content's");
        check(
                purposes.contains(ExtendedKeyUsage.OCSP_SIGNING) == (content.kind() == Kind.OCSP_RESPONDER),
                "OCSPSigning for responders only (RFC 6960 §4.2.2.2)");
    }

    private void judgeKeyIdentifiers() {
        checkIdentifier(
                extensions.subjectKeyIdentifier(), content.publicKey().keyIdentifier(), "subject key identifier");
        checkIdentifier(
                extensions.authorityKeyIdentifier(),
                TbsEncoder.issuerKeyIdentifier(issuer),
                "authority key identifier");
    }

    private void checkIdentifier(Optional<byte[]> found, byte[] expected, String what) {
        check(found.filter(identifier -> Arrays.equals(identifier, expected)).isPresent(), what);
    }

    private void judgeConstraints() {
        BasicConstraints constraints = extensions.basicConstraints().orElse(BasicConstraints.LEAF);
        check(
                constraints.equals(new BasicConstraints(content.kind().ca(), content.pathLength())),
                "basic constraints are the content's (§4.2.1.9)");
        check(content.nameConstraints() == null || content.kind().ca(), "name constraints for CAs only (§4.2.1.10)");
        NameConstraints read = extensions
                .value(Extensions.NAME_CONSTRAINTS)
                .map(NameConstraints::read)
                .orElse(null);
        check(Objects.equals(read, content.nameConstraints()), "name constraints are the content's");
    }

    private void judgePointers() {
        StatusPointers pointers = content.pointers();
        checkUris(extensions.distributionPointUris(Extensions.CRL_DISTRIBUTION_POINTS), pointers.crl());
        checkUris(extensions.distributionPointUris(Extensions.FRESHEST_CRL), pointers.deltaCrl());
        checkUris(extensions.accessUris(Extensions.OCSP_METHOD), pointers.ocsp());
        checkUris(extensions.accessUris(Extensions.CA_ISSUERS_METHOD), pointers.caIssuers());
    }

    private void checkUris(List<String> found, @Nullable String expected) {
        check(found.equals(expected == null ? List.of() : List.of(expected)), "URLs are the content's");
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            findings.add(rule);
        }
    }
}
