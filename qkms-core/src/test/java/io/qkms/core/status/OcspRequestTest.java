package io.qkms.core.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.testsupport.Judges;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import io.qkms.testsupport.OpenSsl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.Signature;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OcspRequestTest {
    private static final BigInteger SERIAL = new BigInteger("4A0102030405060708090A0B0C0D0E0F", 16);

    @Test
    void readsSeveralCertificatesInOrderWithTheHashThatEachWasAskedWith() throws Exception {
        OcspRequest request =
                OcspRequest.parse(encode(null, request(sha1(SERIAL)), request(sha256(SERIAL.add(BigInteger.ONE)))));

        assertThat(request.certificates())
                .extracting(CertificateId::serial)
                .containsExactly(SERIAL, SERIAL.add(BigInteger.ONE));
        assertThat(request.certificates())
                .extracting(id -> id.issuer().orElseThrow().hash())
                .containsExactly(CertificateId.Hash.SHA_1, CertificateId.Hash.SHA_256);
        assertThat(request.nonce()).isEmpty();
    }

    @Test
    void keepsTheOctetsOfACertificateIdForTheEcho() throws Exception {
        CertID asked = new CertID(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                new DEROctetString(new byte[32]),
                new DEROctetString(new byte[32]),
                new ASN1Integer(SERIAL));

        OcspRequest request = OcspRequest.parse(encode(null, request(asked)));

        assertThat(request.certificates())
                .singleElement()
                .satisfies(id -> assertThat(id.encoded()).isEqualTo(asked.getEncoded("DER")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 128})
    void readsANonceOfOneTo128Octets(int length) throws Exception {
        byte[] nonce = filled(length);

        assertThat(OcspRequest.parse(encode(nonce(nonce), request(sha1(SERIAL))))
                        .nonce())
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(nonce));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, 4096})
    void refusesANonceOfAnotherLength(int length) {
        assertMalformed(encode(nonce(filled(length)), request(sha1(SERIAL))));
    }

    @Test
    void refusesANonceThatIsNotAnOctetString() {
        Extension raw = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, filled(16));

        assertMalformed(encode(new Extensions(raw), request(sha1(SERIAL))));
    }

    @Test
    void refusesTwoNonces() throws IOException {
        ASN1EncodableVector twice = new ASN1EncodableVector();
        twice.add(nonce(filled(16)).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce));
        twice.add(nonce(filled(17)).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce));
        byte[] encoded = new DERSequence(new DERSequence(
                        new DERSequence(request(sha1(SERIAL))), new DERTaggedObject(true, 2, new DERSequence(twice))))
                .getEncoded();

        assertMalformed(encoded);
    }

    @Test
    void readsOverASignatureAndTheRequestorsName() throws Exception {
        byte[] encoded = new OCSPRequest(
                        new TBSRequest(
                                new GeneralName(new X500Name("CN=client")),
                                new DERSequence(request(sha1(SERIAL))),
                                (Extensions) null),
                        new Signature(
                                new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65),
                                new DERBitString(filled(3309))))
                .getEncoded("DER");

        assertThat(OcspRequest.parse(encoded).certificates()).hasSize(1);
    }

    @Test
    void passesOverUnknownExtensionsUnlessTheyAreCritical() throws Exception {
        ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

        assertThat(OcspRequest.parse(
                                encode(new Extensions(new Extension(unknown, false, filled(3))), request(sha1(SERIAL))))
                        .certificates())
                .hasSize(1);
        assertMalformed(encode(new Extensions(new Extension(unknown, true, filled(3))), request(sha1(SERIAL))));
    }

    @Test
    void namesNoIssuerForAHashThatIsNotUnderstood() throws Exception {
        CertID sha512 = id(NISTObjectIdentifiers.id_sha512, 64, SERIAL);

        assertThat(OcspRequest.parse(encode(null, request(sha512))).certificates())
                .singleElement()
                .satisfies(id -> assertThat(id.issuer()).isEmpty());
    }

    @Test
    void readsSerialNumbersThatNoCertificateCanHave() throws Exception {
        for (BigInteger serial : List.of(BigInteger.ZERO, BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(4000))) {
            assertThat(OcspRequest.parse(encode(null, request(sha1(serial)))).certificates())
                    .extracting(CertificateId::serial)
                    .containsExactly(serial);
        }
    }

    @Test
    void refusesNothing() {
        assertMalformed(new byte[0]);
    }

    @Test
    void refusesARequestThatAsksAboutNothing() {
        assertMalformed(encode(null));
    }

    @Test
    void refusesTrailingOctets() {
        byte[] good = encode(null, request(sha1(SERIAL)));

        assertMalformed(Arrays.copyOf(good, good.length + 1));
    }

    @Test
    void refusesEveryTruncation() {
        byte[] good = encode(nonce(filled(16)), request(sha1(SERIAL)), request(sha256(SERIAL)));

        for (int length = 0; length < good.length; length++) {
            assertMalformed(Arrays.copyOf(good, length));
        }
    }

    @Test
    void refusesAnotherVersion() throws IOException {
        byte[] encoded = new DERSequence(new DERSequence(
                        new DERTaggedObject(true, 0, new ASN1Integer(1)), new DERSequence(request(sha1(SERIAL)))))
                .getEncoded();

        assertMalformed(encoded);
    }

    @Test
    void refusesBer() throws IOException {
        byte[] good = encode(null, request(sha1(SERIAL)));
        ByteArrayOutputStream indefinite = new ByteArrayOutputStream();
        indefinite.write(0x30);
        indefinite.write(0x80);
        indefinite.write(good, 2, good.length - 2);
        indefinite.write(0);
        indefinite.write(0);
        byte[] longForm = new byte[good.length + 1];
        longForm[0] = 0x30;
        longForm[1] = (byte) 0x81;
        longForm[2] = good[1];
        System.arraycopy(good, 2, longForm, 3, good.length - 2);

        assertThat(good[1]).as("the sample has a short length").isPositive();
        assertMalformed(indefinite.toByteArray());
        assertMalformed(longForm);
    }

    @Test
    void refusesDeepNestingWithoutDescending() {
        byte[] deep = new byte[60_000];
        for (int i = 0; i < deep.length; i += 4) {
            int rest = deep.length - i - 4;
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x82;
            deep[i + 2] = (byte) (rest >>> 8);
            deep[i + 3] = (byte) rest;
        }

        assertMalformed(deep);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void neverThrowsAnythingButItsOwnException(Mutation mutation) {
        try {
            assertThat(OcspRequest.parse(mutation.bytes()).certificates()).isNotEmpty();
        } catch (MalformedOcspRequestException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    static Stream<Mutation> mutations() {
        byte[] rich = encode(nonce(filled(32)), request(sha1(SERIAL)), request(sha256(SERIAL)));
        return Mutator.seeded().mutations(rich, 2_000);
    }

    @Test
    void readsWhatOpenSslAsks(@TempDir Path folder) throws Exception {
        OpenSsl openSsl = Judges.openSsl();
        StatusFixture ca = StatusFixture.ecdsa();
        Path issuer =
                Files.writeString(folder.resolve("ca.pem"), ca.certificate().pem());
        Path out = folder.resolve("request.der");

        assertThat(openSsl.run(
                                "ocsp",
                                "-issuer",
                                issuer.toString(),
                                "-serial",
                                "0x" + SERIAL.toString(16),
                                "-sha256",
                                "-serial",
                                "17",
                                "-reqout",
                                out.toString())
                        .ok())
                .isTrue();

        OcspRequest request = OcspRequest.parse(Files.readAllBytes(out));
        assertThat(request.certificates())
                .extracting(CertificateId::serial)
                .containsExactly(SERIAL, BigInteger.valueOf(17));
        assertThat(request.certificates())
                .allSatisfy(id -> assertThat(id.matches(ca.certificate())).isTrue());
        assertThat(request.nonce()).isPresent();
    }

    private static void assertMalformed(byte[] encoded) {
        assertThatThrownBy(() -> OcspRequest.parse(encoded)).isInstanceOf(MalformedOcspRequestException.class);
    }

    private static byte[] encode(@Nullable Extensions extensions, Request... requests) {
        ASN1Sequence list = new DERSequence(requests);
        try {
            return new OCSPRequest(new TBSRequest(null, list, extensions), null).getEncoded("DER");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Request request(CertID id) {
        return new Request(id, null);
    }

    private static CertID sha1(BigInteger serial) {
        return id(OIWObjectIdentifiers.idSHA1, 20, serial);
    }

    private static CertID sha256(BigInteger serial) {
        return id(NISTObjectIdentifiers.id_sha256, 32, serial);
    }

    private static CertID id(ASN1ObjectIdentifier hash, int length, BigInteger serial) {
        return new CertID(
                new AlgorithmIdentifier(hash, DERNull.INSTANCE),
                new DEROctetString(filled(length)),
                new DEROctetString(filled(length)),
                new ASN1Integer(serial));
    }

    private static Extensions nonce(byte[] nonce) {
        return new Extensions(
                new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, Der.encode(new DEROctetString(nonce))));
    }

    private static byte[] filled(int length) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) 0xA5);
        return octets;
    }
}
