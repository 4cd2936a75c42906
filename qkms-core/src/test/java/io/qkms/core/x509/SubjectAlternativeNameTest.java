package io.qkms.core.x509;

import static io.qkms.core.x509.Refusals.assertMalformed;
import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.x509.SubjectAlternativeName.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectAlternativeNameTest {

    @ParameterizedTest
    @CsvSource({
        "gateway.q, DNS, gateway.q",
        "Gateway.Q, DNS, gateway.q",
        "*.gateway.q, DNS, *.gateway.q",
        "localhost, DNS, localhost",
        "xn--3e0b707e.q, DNS, xn--3e0b707e.q",
        "게이트웨이.q, DNS, xn--o79ax31c8lab235l.q",
        "10.1.2.3, IP, 10.1.2.3",
        "2001:DB8:0:0:0:0:0:1, IP, 2001:db8::1",
        "::, IP, ::",
        "::1, IP, ::1",
        "1:0:0:2:0:0:0:3, IP, 1:0:0:2::3",
        "2001:db8:0:1:1:1:1:1, IP, 2001:db8:0:1:1:1:1:1",
        "::ffff:10.0.0.1, IP, ::ffff:a00:1",
        "https://Gateway.Q/Path, URI, https://gateway.q/Path",
        "SPIFFE://q/ns/prod/sa/edge, URI, spiffe://q/ns/prod/sa/edge",
        "https://gateway.q:8443/a?b=c#d, URI, https://gateway.q:8443/a?b=c#d",
        "https://[2001:DB8::1]/, URI, https://[2001:db8::1]/",
        "ops@Example.Q, EMAIL, ops@example.q",
        "DNS:gateway.q, DNS, gateway.q",
        "dns:gateway.q, DNS, gateway.q",
        "IP:10.0.0.1, IP, 10.0.0.1",
        "URI:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6, URI, urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "email:ops@example.q, EMAIL, ops@example.q",
    })
    void readsATypedOrTypelessNameInCanonicalForm(String text, Type type, String canonical) {
        assertThat(SubjectAlternativeName.parse("subject_alt_names[0]", text))
                .isEqualTo(new SubjectAlternativeName(type, canonical))
                .hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "gateway..q",
                "gateway.q.",
                ".gateway.q",
                "-gateway.q",
                "gateway-.q",
                "gate_way.q",
                "gateway q",
                "gateway.q\u0000.evil.example",
                "gateway.q\n",
                "*",
                "g*.gateway.q",
                "*.*.gateway.q",
                "gateway.*.q",
                "10.0.0.256",
                "10.0.0",
                "010.0.0.1",
                "1.2.3.4.5",
                "ab--cd.q",
                "xn--.q",
                "straße.q",
                "a:b",
                "fe80::1%eth0",
                "[::1]",
                "1:2:3:4:5:6:7:8:9",
                ":::",
                "1::2::3",
                "12345::",
            })
    void refusesWhatIsNoHostName(String text) {
        assertThat(assertMalformed("san.dns.syntax", () -> SubjectAlternativeName.parse("subject_alt_names[3]", text))
                        .field())
                .isEqualTo("subject_alt_names[3]");
    }

    @Test
    void refusesLabelsAndNamesThatAreTooLong() {
        String label = "a".repeat(63);
        SubjectAlternativeName.parse("san", label + ".q");
        assertMalformed("san.dns.syntax", () -> SubjectAlternativeName.parse("san", label + "a.q"));
        assertMalformed(
                "san.dns.syntax",
                () -> SubjectAlternativeName.parse("san", String.join(".", label, label, label, label)));
        assertMalformed("san.dns.syntax", () -> SubjectAlternativeName.parse("san", "a".repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IP:gateway.q", "IP:1.2.3", "IP:", "IP:10.0.0.0/8", "IP: 10.0.0.1"})
    void refusesWhatIsNoIpAddress(String text) {
        assertMalformed("san.ip.syntax", () -> SubjectAlternativeName.parse("san", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "://gateway.q",
                "URI:gateway.q",
                "URI:https:",
                "https://",
                "https://user@gateway.q/",
                "https://gateway.q@evil.example/",
                "https://*.gateway.q/",
                "https://gate way.q/",
                "https://gateway.q/a/../b",
                "https://gateway.q/./b",
                "https://gateway.q/%2e%2e/b",
                "https://gateway.q/%41",
                "https://gateway.q/%00",
                "https://gateway.q/%0A",
                "https://gateway.q/%e2",
                "https://gateway.q/%",
                "https://한국.q/",
                "https://gate_way.q/",
                "spiffe:///ns",
            })
    void refusesAUriThatIsNotAbsoluteOrNotInNormalForm(String text) {
        assertMalformed("san.uri.syntax", () -> SubjectAlternativeName.parse("san", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@example.q",
                "ops@",
                "a b@example.q",
                "a..b@example.q",
                ".a@example.q",
                "\"a b\"@example.q",
                "ops@*.example.q",
                "a@b@example.q",
                "운영@example.q",
            })
    void refusesWhatIsNoEmailAddress(String text) {
        assertMalformed("san.email.syntax", () -> SubjectAlternativeName.parse("san", text));
    }

    @Test
    void putsTheRequestsNamesBeforeTheCsrsAndKeepsEachOnce() {
        assertThat(SubjectAlternativeName.union(
                        TestChain.names("b.q", "A.q"), TestChain.names("a.q", "c.q", "10.0.0.1")))
                .containsExactlyElementsOf(TestChain.names("b.q", "a.q", "c.q", "10.0.0.1"));
    }

    @Test
    void refusesMoreNamesThanOneCertificateMayHave() {
        List<SubjectAlternativeName> names = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> new SubjectAlternativeName(Type.DNS, "h" + i + ".q"))
                .toList();
        assertMalformed("san.count", () -> SubjectAlternativeName.union(names, List.of()));
    }
}
