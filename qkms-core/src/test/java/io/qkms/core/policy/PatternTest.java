package io.qkms.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qkms.core.x509.IpAddress;
import io.qkms.core.x509.IpNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {

    @ParameterizedTest
    @CsvSource({
        "gateway.q, gateway.q, true",
        "Gateway.Q, gateway.q, true",
        "gateway.q, a.gateway.q, false",
        "gateway.q, notgateway.q, false",
        "*.gateway.q, a.gateway.q, true",
        "*.gateway.q, a.b.gateway.q, false",
        "*.gateway.q, gateway.q, false",
        "*.gateway.q, *.gateway.q, true",
        "**.gateway.q, a.gateway.q, true",
        "**.gateway.q, a.b.c.gateway.q, true",
        "**.gateway.q, gateway.q, false",
        "**.gateway.q, *.a.gateway.q, true",
        "**.gateway.q, a.notgateway.q, false",
        "a.**.q, a.b.q, true",
        "a.**.q, a.b.c.q, true",
        "a.**.q, a.q, false",
        "a.*.q, a.b.q, true",
        "**.b.**.q, a.b.c.b.d.q, true",
        "gateway.q, *.q, false",
    })
    void matchesDnsNamesLabelByLabel(String pattern, String name, boolean matches) {
        assertThat(DnsPattern.parse(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "g*.q", "***.q", ".q", "a b", "a/b"})
    void refusesWhatIsNoPatternOfDnsNames(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DnsPattern.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "spiffe://q/**, spiffe://q/ns/prod/sa/edge, true",
        "spiffe://q/**, spiffe://q/, false",
        "spiffe://q/**, spiffe://evil/spiffe://q/x, false",
        "spiffe://q/*, spiffe://q/a, true",
        "spiffe://q/*, spiffe://q/a/b, false",
        "spiffe://q/*/b, spiffe://q/a/b, true",
        "https://**, https://keycloak.q/realms/a, true",
        "https://**, http://keycloak.q/, false",
        "https://a.q/x.y, https://a.q/xzy, false",
    })
    void matchesUris(String pattern, String uri, boolean matches) {
        assertThat(Glob.parse(pattern).matches(uri)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a***", "*a*b*c*d*e*f*g*h*i"})
    void refusesWhatIsNoPatternOfText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "*@example.q, ops@example.q, true",
        "*@example.q, ops@a.example.q, false",
        "*@**.example.q, ops@a.b.example.q, true",
        "ops@example.q, ops@example.q, true",
        "ops@example.q, OPS@example.q, false",
        "ops@example.q, dev@example.q, false",
    })
    void matchesEmailAddresses(String pattern, String address, boolean matches) {
        assertThat(EmailPattern.parse(pattern).matches(address)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.128/25, 192.0.2.127, false",
    })
    void matchesIpAddressesOfItsVersion(String block, String address, boolean matches) {
        assertThat(IpNetwork.parse(block)
                        .orElseThrow()
                        .contains(IpAddress.parse(address).orElseThrow()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "::/129", "q/8", ""})
    void refusesWhatIsNoBlock(String text) {
        assertThat(IpNetwork.parse(text)).isEmpty();
    }
}
