package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.x509.DistinguishedName.Attribute;
import java.io.IOException;
import java.text.Normalizer;
import java.util.Collections;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CN=gateway.q",
                "CN=게이트웨이,OU=플랫폼,O=NHN 클라우드,C=KR",
                "CN=Kim\\, Minji,O=Q \\+ R",
                "CN=a\\\\b\\\"c",
                "CN=\\#not hex",
                "UID=edge-1,DC=svc,DC=q",
                "CN=a=b",
            })
    void printsWhatItRead(String text) {
        assertThat(DistinguishedName.parse("subject", text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=gateway.q,O=Q,C=KR",
                "CN=게이트웨이,O=NHN 클라우드,C=KR",
                "CN=Kim\\, Minji,OU=a\\+b",
                "CN=\\#x,L=\\\"Seoul\\\"",
                "CN=edge,DC=svc,DC=q",
            })
    void encodesTheNameThatTheJdkReadsInTheSameText(String text) {
        DistinguishedName name = DistinguishedName.parse("subject", text);
        assertThat(new X500Principal(name.encoded())).isEqualTo(new X500Principal(text));
        assertThat(DistinguishedName.ofDer(new X500Principal(text).getEncoded()).attributes())
                .isEqualTo(name.attributes());
    }

    @ParameterizedTest
    @CsvSource({
        "'CN=a, O=b', 'CN=a,O=b'",
        "'cn=a,o=b', 'CN=a,O=b'",
        "'commonName=a', 'CN=a'",
        "'2.5.4.3=a', 'CN=a'",
        "'CN=\\EA\\B2\\8C', 'CN=게'",
        "'CN=a,C=kr', 'CN=a,C=KR'",
        "'S=Gyeonggi', 'ST=Gyeonggi'",
    })
    void readsOtherSpellingsOfTheSameName(String text, String printed) {
        assertThat(DistinguishedName.parse("subject", text)).hasToString(printed);
    }

    @Test
    void bringsTextIntoNormalFormC() {
        String decomposed = Normalizer.normalize("게이트웨이", Normalizer.Form.NFD);
        assertThat(DistinguishedName.parse("subject", "CN=" + decomposed)).hasToString("CN=게이트웨이");
    }

    @Test
    void knowsItsCommonName() {
        assertThat(DistinguishedName.parse("subject", "CN=gateway.q,O=Q").commonName())
                .contains("gateway.q");
        assertThat(DistinguishedName.parse("subject", "O=Q").commonName()).isEmpty();
        assertThat(DistinguishedName.empty().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN | subject.syntax",
                "CN= | subject.syntax",
                "=a | subject.syntax",
                "'CN=a,' | subject.syntax",
                "',CN=a' | subject.syntax",
                "'CN=a,,O=b' | subject.syntax",
                "CN=a+O=b | subject.syntax",
                "CN=a;O=b | subject.syntax",
                "'CN= a' | subject.syntax",
                "'CN=a ,O=b' | subject.syntax",
                "CN=#0C0161 | subject.syntax",
                "CN=a\\ | subject.syntax",
                "CN=a\\4 | subject.syntax",
                "CN=\\FF\\FE | subject.syntax",
                "CN=\\00 | subject.attribute_value",
                "CN=a\\0Ab | subject.attribute_value",
                "CN=a\u202Eb | subject.attribute_value",
                "CN=a\u200Bb | subject.attribute_value",
                "CN=\\  | subject.syntax",
                "'CN=\\ a' | subject.attribute_value",
                "C=KOR | subject.attribute_value",
                "C=K1 | subject.attribute_value",
                "SERIALNUMBER=게 | subject.attribute_value",
                "DC=게 | subject.attribute_value",
                "XX=a | subject.attribute_type",
                "1.2.3.4=a | subject.attribute_type",
                "CN=a,CN=b | subject.repeated_common_name",
            })
    void refusesWhatIsNoNameOrNoneForACertificate(String text, String rule) {
        assertMalformed(rule, () -> DistinguishedName.parse("subject", text));
    }

    @Test
    void holdsValuesToTheirLengthInCharacters() {
        DistinguishedName.parse("subject", "CN=" + "게".repeat(64));
        assertThat(assertMalformed("subject.length", () -> DistinguishedName.parse("subject", "CN=" + "게".repeat(65)))
                        .allowed())
                .containsExactly("64");
        assertMalformed("subject.length", () -> DistinguishedName.parse("subject", "CN=" + "a".repeat(100_000)));
        assertMalformed("subject.length", () -> DistinguishedName.parse("subject", "OU=a" + ",OU=a".repeat(32)));
    }

    @Test
    void holdsTheWholeNameToItsLength() {
        Attribute longest = new Attribute("UID", "a".repeat(256));
        assertThat(DistinguishedName.of("subject", Collections.nCopies(7, longest))
                        .toString())
                .hasSizeLessThan(2000);
        assertThat(assertMalformed(
                                "subject.length",
                                () -> DistinguishedName.of("subject", Collections.nCopies(8, longest)))
                        .allowed())
                .containsExactly("2000");
    }

    @Test
    void countsWhatTheTextEscapes() {
        Attribute escaped = new Attribute("UID", ",".repeat(256));
        assertMalformed("subject.length", () -> DistinguishedName.of("subject", Collections.nCopies(4, escaped)));
    }

    @Test
    void showsForeignAttributesOfACertificateInHexadecimal() throws IOException {
        byte[] foreign = new X500NameBuilder()
                .addRDN(BCStyle.CN, "a")
                .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, "VATKR-1")
                .build()
                .getEncoded();
        DistinguishedName name = DistinguishedName.ofDer(foreign);
        assertThat(name.attributes()).contains(new Attribute("CN", "a"));
        assertThat(name.toString()).startsWith("2.5.4.97=#");
        assertThat(name.encoded()).isEqualTo(foreign);
    }
}
