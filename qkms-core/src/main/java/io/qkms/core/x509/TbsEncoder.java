package io.qkms.core.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jspecify.annotations.Nullable;

/** Encodes what a certificate's signature covers (RFC 5280 §4.1.2 and §4.2). */
final class TbsEncoder {
    private static final ASN1ObjectIdentifier OCSP_NO_CHECK = new ASN1ObjectIdentifier(Extensions.OCSP_NO_CHECK);

    private TbsEncoder() {}

    static byte[] encode(CertificateContent content, Issuer issuer) {
        V3TBSCertificateGenerator tbs = new V3TBSCertificateGenerator();
        tbs.setSerialNumber(new ASN1Integer(content.serial().value()));
        tbs.setSignature(SlotContentSigner.signatureIdentifier(issuer.primary().algorithm()));
        Certificate issuerCertificate = issuer.certificate();
        DistinguishedName issuerName = issuerCertificate == null ? content.subject() : issuerCertificate.subject();
        tbs.setIssuer(X500Name.getInstance(issuerName.encoded()));
        tbs.setStartDate(new Time(Date.from(content.validity().notBefore())));
        tbs.setEndDate(new Time(Date.from(content.validity().notAfter())));
        tbs.setSubject(X500Name.getInstance(content.subject().encoded()));
        tbs.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(content.publicKey().encoded()));
        try {
            tbs.setExtensions(extensions(content, issuer).generate());
            return tbs.generateTBSCertificate().getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ExtensionsGenerator extensions(CertificateContent content, Issuer issuer) throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, basicConstraints(content));
        extensions.addExtension(Extension.keyUsage, true, KeyUsageBit.toKeyUsage(content.keyUsage()));
        if (!content.extendedKeyUsage().isEmpty()) {
            KeyPurposeId[] purposes = content.extendedKeyUsage().stream()
                    .map(purpose -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose.oid())))
                    .toArray(KeyPurposeId[]::new);
            extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        }
        extensions.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new SubjectKeyIdentifier(content.publicKey().keyIdentifier()));
        extensions.addExtension(
                Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKeyIdentifier(issuer)));
        addNames(extensions, content);
        addPointers(extensions, content.pointers());
        if (content.kind() == CertificateContent.Kind.OCSP_RESPONDER) {
            extensions.addExtension(OCSP_NO_CHECK, false, DERNull.INSTANCE);
        }
        return extensions;
    }

    private static BasicConstraints basicConstraints(CertificateContent content) {
        Integer pathLength = content.pathLength();
        return pathLength == null ? new BasicConstraints(content.kind().ca()) : new BasicConstraints(pathLength);
    }

    /** The issuer's identifier of its key is whatever its certificate says (RFC 5280 §4.2.1.1). */
    static byte[] issuerKeyIdentifier(Issuer issuer) {
        Certificate certificate = issuer.certificate();
        return (certificate == null ? Optional.<byte[]>empty() : certificate.subjectKeyIdentifier())
                .orElseGet(() -> SubjectPublicKey.of(issuer.primary()).keyIdentifier());
    }

    private static void addNames(ExtensionsGenerator extensions, CertificateContent content) throws IOException {
        if (!content.subjectAlternativeNames().isEmpty()) {
            GeneralName[] names = content.subjectAlternativeNames().stream()
                    .map(SubjectAlternativeName::toGeneralName)
                    .toArray(GeneralName[]::new);
            // RFC 5280 §4.2.1.6: critical where nothing else names the subject.
            boolean critical = content.subject().isEmpty();
            extensions.addExtension(Extension.subjectAlternativeName, critical, new GeneralNames(names));
        }
        NameConstraints constraints = content.nameConstraints();
        if (constraints != null) {
            extensions.addExtension(Extension.nameConstraints, true, constraints.encode());
        }
    }

    private static void addPointers(ExtensionsGenerator extensions, StatusPointers pointers) throws IOException {
        List<AccessDescription> access = new ArrayList<>();
        addAccess(access, AccessDescription.id_ad_ocsp, pointers.ocsp());
        addAccess(access, AccessDescription.id_ad_caIssuers, pointers.caIssuers());
        if (!access.isEmpty()) {
            extensions.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
        }
        addDistributionPoint(extensions, Extension.cRLDistributionPoints, pointers.crl());
        addDistributionPoint(extensions, Extension.freshestCRL, pointers.deltaCrl());
    }

    private static void addAccess(List<AccessDescription> access, ASN1ObjectIdentifier method, @Nullable String url) {
        if (url != null) {
            access.add(new AccessDescription(method, uri(url)));
        }
    }

    private static void addDistributionPoint(
            ExtensionsGenerator extensions, ASN1ObjectIdentifier extension, @Nullable String url) throws IOException {
        if (url != null) {
            DistributionPointName name = new DistributionPointName(new GeneralNames(uri(url)));
            DistributionPoint point = new DistributionPoint(name, null, null);
            extensions.addExtension(extension, false, new CRLDistPoint(new DistributionPoint[] {point}));
        }
    }

    private static GeneralName uri(String url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url);
    }
}
