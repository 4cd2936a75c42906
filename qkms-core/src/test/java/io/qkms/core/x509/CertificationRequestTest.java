package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static io.qkms.core.x509.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.x509.TestKeys.TestKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificationRequestTest {
    private static final TestKey KEY = TestKeys.key(Algorithm.ML_DSA_65, "csr");

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "EC_P256", "EC_P384", "ED25519", "RSA_3072"})
    void readsWhatItMadeAndProvesPossession(Algorithm algorithm) {
        TestKey key = TestKeys.key(algorithm, "csr");
        List<SubjectAlternativeName> names =
                TestChain.names("gateway.q", "10.0.0.1", "2001:db8::1", "spiffe://q/edge", "ops@gateway.q");
        DistinguishedName subject = TestChain.name("CN=gateway.q,O=큐");

        CertificationRequest request = read(CertificationRequest.create(key, subject, names));

        request.verifyProofOfPossession(TestKeys.MODULES);
        assertThat(request.algorithm()).isEqualTo(algorithm);
        assertThat(request.publicKey().encoded()).isEqualTo(key.publicKey());
        assertThat(request.subject()).isEqualTo(subject);
        assertThat(request.subjectAlternativeNames()).isEqualTo(names);
        assertThat(request.keyUsage()).isEmpty();
        assertThat(request.extendedKeyUsage()).isEmpty();
        assertThat(request.basicConstraints()).isEmpty();
    }

    @Test
    void readsBothPemLabelsAndTextBeforeThem() {
        byte[] der = plain();
        assertThat(CertificationRequest.parse("csr", Pem.encode("CERTIFICATE REQUEST", der))
                        .encoded())
                .isEqualTo(der);
        assertThat(CertificationRequest.parse("csr", "Subject: CN=a\n" + Pem.encode("NEW CERTIFICATE REQUEST", der))
                        .encoded())
                .isEqualTo(der);
    }

    @Test
    void refusesPemThatIsNotOneRequest() {
        String pem = Pem.encode("CERTIFICATE REQUEST", plain());
        assertMalformed("pem", () -> CertificationRequest.parse("csr", ""));
        assertMalformed("pem", () -> CertificationRequest.parse("csr", "-----BEGIN "));
        assertMalformed("pem", () -> CertificationRequest.parse("csr", pem.replace("END", "FIN")));
        assertThat(assertMalformed(
                                "pem.label",
                                () -> CertificationRequest.parse(
                                        "csr", pem.replace("CERTIFICATE REQUEST", "CERTIFICATE")))
                        .allowed())
                .containsExactly("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
        assertMalformed("pem.trailing", () -> CertificationRequest.parse("csr", pem + pem));
        assertMalformed(
                "pem.base64",
                () -> CertificationRequest.parse("csr", pem.replace("=", "").replaceFirst("MII", "M!I")));
        assertMalformed(
                "pem.base64",
                () -> CertificationRequest.parse(
                        "csr", "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----"));
        assertMalformed("csr.size", () -> CertificationRequest.parse("csr", "A".repeat(1 << 20)));
    }

    @Test
    void refusesTrailingOctets() {
        byte[] der = plain();
        assertThat(assertMalformed("csr", () -> read(Arrays.copyOf(der, der.length + 1)))
                        .value())
                .contains("trailing");
        assertMalformed("csr.size", () -> read(new byte[CertificationRequest.MAX_LENGTH + 1]));
    }

    @Test
    void refusesASignatureByAnotherKey() {
        byte[] der = plain();
        byte[] other = TestKeys.key(Algorithm.ML_DSA_65, "other").publicKey();
        int at = indexOf(der, KEY.publicKey());
        System.arraycopy(other, 0, der, at, other.length);
        CertificationRequest request = read(der);
        assertRefused(
                ErrorCode.CSR_SIGNATURE_INVALID,
                "csr.signature",
                () -> request.verifyProofOfPossession(TestKeys.MODULES));
    }

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_65", "EC_P256", "ED25519", "RSA_3072"})
    void refusesADamagedSignature(Algorithm algorithm) {
        byte[] der =
                CertificationRequest.create(TestKeys.key(algorithm, "csr"), TestChain.name("CN=gateway.q"), List.of());
        der[der.length - 1] ^= 1;
        CertificationRequest request = read(der);
        assertRefused(
                ErrorCode.CSR_SIGNATURE_INVALID,
                "csr.signature",
                () -> request.verifyProofOfPossession(TestKeys.MODULES));
    }

    @Test
    void readsRequestedUsagePurposesAndConstraints() throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        requested.addExtension(
                Extension.extendedKeyUsage, false, new org.bouncycastle.asn1.x509.ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_timeStamping
                }));
        requested.addExtension(Extension.basicConstraints, true, new BasicConstraints(3));

        CertificationRequest request = read(asking(requested));

        assertThat(request.keyUsage()).contains(Set.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.KEY_ENCIPHERMENT));
        assertThat(request.extendedKeyUsage())
                .contains(List.of(ExtendedKeyUsage.SERVER_AUTH, ExtendedKeyUsage.TIME_STAMPING));
        assertThat(request.basicConstraints()).contains(new io.qkms.core.x509.BasicConstraints(true, 3));
    }

    @Test
    void ignoresAndListsExtensionsThatItDoesNotKnow() throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, DERNull.INSTANCE);
        assertThat(read(asking(requested)).ignoredExtensions()).containsExactly("1.3.6.1.5.5.7.1.24");
    }

    @Test
    void refusesACriticalExtensionThatItDoesNotKnow() throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), true, DERNull.INSTANCE);
        byte[] der = asking(requested);
        assertThat(assertMalformed("csr.critical_extension", () -> read(der)).value())
                .isEqualTo("1.3.6.1.5.5.7.1.24");
    }

    @Test
    void refusesNamesThatItDoesNotCertifyRatherThanDropThem() throws Exception {
        byte[] otherName = naming(new GeneralName(
                GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String("a@b"))));
        byte[] directoryName = naming(new GeneralName(new X500Name("CN=a")));
        byte[] registeredId = naming(new GeneralName(GeneralName.registeredID, "1.2.3"));
        assertThat(assertMalformed("san.type", () -> read(otherName)))
                .satisfies(detail -> assertThat(detail.value()).isEqualTo("otherName"))
                .satisfies(detail -> assertThat(detail.field()).isEqualTo("csr.subject_alt_names[0]"));
        assertThat(assertMalformed("san.type", () -> read(directoryName)).value())
                .isEqualTo("directoryName");
        assertThat(assertMalformed("san.type", () -> read(registeredId)).value())
                .isEqualTo("registeredID");
    }

    @Test
    void refusesANameWithNul() throws Exception {
        byte[] der = naming(new GeneralName(GeneralName.dNSName, "gateway.q\u0000.evil.example"));
        assertMalformed("san.dns.syntax", () -> read(der));
    }

    @Test
    void refusesAnIpAddressOfAnotherLength() throws Exception {
        byte[] der = naming(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[] {10, 0, 0, 0, 0})));
        assertMalformed("san.ip.syntax", () -> read(der));
    }

    @Test
    void refusesASecondSignatureForNow() throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(
                Extension.subjectAltPublicKeyInfo, false, SubjectPublicKeyInfo.getInstance(KEY.publicKey()));
        byte[] der = asking(requested);
        assertRefused(ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", () -> read(der));
        TestKey classical = TestKeys.key(Algorithm.EC_P256, "csr");
        byte[] asAttribute = new PKCS10CertificationRequestBuilder(
                        new X500Name("CN=gateway.q"), SubjectPublicKeyInfo.getInstance(classical.publicKey()))
                .build(
                        new SlotContentSigner(classical),
                        SubjectPublicKeyInfo.getInstance(KEY.publicKey()),
                        new SlotContentSigner(KEY))
                .getEncoded();
        assertRefused(ErrorCode.UNSUPPORTED_ALGORITHM, "hybrid_form", () -> read(asAttribute));
    }

    @Test
    void refusesTwoExtensionRequests() throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        byte[] der = builder(new X500Name("CN=gateway.q"))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, requested.generate())
                .addAttribute(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14"), requested.generate())
                .build(new SlotContentSigner(KEY))
                .getEncoded();
        assertMalformed("csr.extension_request", () -> read(der));
    }

    @Test
    void ignoresAChallengePassword() throws Exception {
        byte[] der = builder(new X500Name("CN=gateway.q"))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERUTF8String("secret"))
                .build(new SlotContentSigner(KEY))
                .getEncoded();
        assertThat(read(der).subject()).isEqualTo(TestChain.name("CN=gateway.q"));
    }

    @Test
    void refusesSubjectsThatItWouldNotCertify() throws Exception {
        assertSubjectRefused("subject.attribute_type", BCStyle.ORGANIZATION_IDENTIFIER, new DERUTF8String("VATKR-1"));
        assertSubjectRefused("subject.attribute_value", BCStyle.CN, new DERUTF8String("a\u0000b"));
        assertSubjectRefused("subject.length", BCStyle.CN, new DERUTF8String("a".repeat(65)));
        assertSubjectRefused("subject.string_type", BCStyle.CN, new DERBMPString("gateway"));
        byte[] multiValued = builder(new X500NameBuilder()
                        .addMultiValuedRDN(new ASN1ObjectIdentifier[] {BCStyle.CN, BCStyle.O}, new String[] {"a", "b"})
                        .build())
                .build(new SlotContentSigner(KEY))
                .getEncoded();
        assertMalformed("subject.multi_valued", () -> read(multiValued));
    }

    @Test
    void refusesASignatureAlgorithmThatIsNotTheKeys() {
        byte[] der = plain();
        // The outer identifier is the last place of the OID; ML-DSA-65 becomes ML-DSA-87.
        int at = lastIndexOf(der, new byte[] {0x60, (byte) 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12});
        der[at + 8] = 0x13;
        assertRefused(ErrorCode.UNSUPPORTED_ALGORITHM, "csr.signature_algorithm", () -> read(der));
    }

    private static void assertSubjectRefused(String rule, ASN1ObjectIdentifier type, ASN1Encodable value)
            throws Exception {
        byte[] der = builder(new X500NameBuilder().addRDN(type, value).build())
                .build(new SlotContentSigner(KEY))
                .getEncoded();
        assertMalformed(rule, () -> read(der));
    }

    private static CertificationRequest read(byte[] der) {
        return CertificationRequest.ofDer("csr", der);
    }

    private static byte[] plain() {
        return CertificationRequest.create(KEY, TestChain.name("CN=gateway.q"), TestChain.names("gateway.q"));
    }

    private static byte[] naming(GeneralName name) throws Exception {
        ExtensionsGenerator requested = new ExtensionsGenerator();
        requested.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
        return asking(requested);
    }

    private static byte[] asking(ExtensionsGenerator requested) throws Exception {
        return builder(new X500Name("CN=gateway.q"))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, requested.generate())
                .build(new SlotContentSigner(KEY))
                .getEncoded();
    }

    private static PKCS10CertificationRequestBuilder builder(X500Name subject) {
        return new PKCS10CertificationRequestBuilder(subject, SubjectPublicKeyInfo.getInstance(KEY.publicKey()));
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int i = 0; i <= whole.length - part.length; i++) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found in " + Base64.getEncoder().encodeToString(whole));
    }

    private static int lastIndexOf(byte[] whole, byte[] part) {
        for (int i = whole.length - part.length; i >= 0; i--) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
