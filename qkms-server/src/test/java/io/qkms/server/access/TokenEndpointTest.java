package io.qkms.server.access;

import static io.qkms.server.access.AccessFixture.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.server.access.OAuthError.Code;
import io.qkms.server.access.TokenEndpoint.Granted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client credentials (RFC 6749 §4.4). */
class TokenEndpointTest {
    private static final String GRANT = "grant_type=client_credentials";
    private static final String BASIC = basic("watcher:" + SECRET);

    private final AccessFixture access = new AccessFixture();
    private final TokenEndpoint endpoint = new TokenEndpoint(access.clients, access.issuer);

    @Test
    void grantsAllThatTheClientMayIfNothingElseIsAsked() {
        Granted granted = endpoint.grant(BASIC, octets(GRANT));

        assertThat(granted.tokenType()).isEqualTo("Bearer");
        assertThat(granted.expiresIn()).isEqualTo(3600);
        assertThat(granted.scope()).isEqualTo("cert:read key:create key:read");
        assertThat(access.verifier.verify(granted.accessToken()).caller().scopes())
                .containsExactlyInAnyOrder("cert:read", "key:create", "key:read");
    }

    @Test
    void takesTheSecretInTheBodyToo() {
        Granted granted = endpoint.grant(null, octets(GRANT + "&client_id=watcher&client_secret=" + SECRET));

        assertThat(granted.scope()).contains("key:read");
    }

    @Test
    void narrowsTheScopeAsAsked() {
        Granted granted = endpoint.grant(BASIC, octets(GRANT + "&scope=key:read++cert%3Aread"));

        assertThat(granted.scope()).isEqualTo("cert:read key:read");
        assertThat(access.verifier.verify(granted.accessToken()).caller().scopes())
                .containsExactlyInAnyOrder("cert:read", "key:read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key:export", "key:read key:export", "everything", "*", "openid"})
    void grantsNothingIfMoreIsAskedThanTheClientMay(String scope) {
        refuses(Code.INVALID_SCOPE, BASIC, GRANT + "&scope=" + scope);
    }

    @Test
    void anEmptyScopeCountsAsNone() {
        assertThat(endpoint.grant(BASIC, octets(GRANT + "&scope=")).scope()).isEqualTo("cert:read key:create key:read");
    }

    @Test
    void ignoresParametersThatItDoesNotKnow() {
        assertThat(endpoint.grant(BASIC, octets(GRANT + "&resource=x&audience=y"))
                        .tokenType())
                .isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&grant_type=client_credentials", "&scope=a&scope=b", "&x=1&x=2", "&x&x"})
    void refusesAParameterThatIsThereTwice(String more) {
        refuses(Code.INVALID_REQUEST, BASIC, GRANT + more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a=%zz", "a=%c3%28", "%ff=a"})
    void refusesABodyThatIsNoForm(String broken) {
        refuses(Code.INVALID_REQUEST, BASIC, GRANT + "&" + broken);
    }

    @Test
    void refusesAFormThatIsTooLongOrTooWide() {
        refuses(Code.INVALID_REQUEST, BASIC, GRANT + "&x=" + "y".repeat(20_000));
        StringBuilder wide = new StringBuilder(GRANT);
        for (int i = 0; i < 40; i++) {
            wide.append("&x").append(i).append("=1");
        }
        refuses(Code.INVALID_REQUEST, BASIC, wide.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "scope=key:read", "grant_type="})
    void refusesARequestWithoutGrantType(String body) {
        refuses(Code.INVALID_REQUEST, BASIC, body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "authorization_code", "CLIENT_CREDENTIALS"})
    void refusesOtherGrants(String grant) {
        refuses(Code.UNSUPPORTED_GRANT_TYPE, BASIC, "grant_type=" + grant);
    }

    @Test
    void refusesAClientThatIsUnknownOrHasAnotherSecretInTheSameWords() {
        assertThatThrownBy(() -> endpoint.grant(basic("nobody:" + SECRET), octets(GRANT)))
                .isInstanceOf(OAuthError.class)
                .hasMessage("no such client, or not its secret");
        assertThatThrownBy(() -> endpoint.grant(basic("watcher:wrong"), octets(GRANT)))
                .isInstanceOf(OAuthError.class)
                .hasMessage("no such client, or not its secret");
    }

    @Test
    void refusesAnUnknownClientEvenWithAnEmptySecret() {
        refuses(Code.INVALID_CLIENT, basic("nobody:"), GRANT);
    }

    @Test
    void refusesAClientThatDoesNotAuthenticate() {
        refuses(Code.INVALID_CLIENT, null, GRANT);
        refuses(Code.INVALID_CLIENT, null, GRANT + "&client_id=watcher");
        refuses(Code.INVALID_CLIENT, null, GRANT + "&client_id=watcher&client_secret=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic %%%", "Basic d2F0Y2hlcg==", "Bearer abc", "Basic Og=="})
    void refusesAHeaderThatIsNoBasicAuthentication(String header) {
        refuses(Code.INVALID_CLIENT, header, GRANT);
    }

    @Test
    void refusesTwoWaysOfAuthenticationAtOnce() {
        refuses(Code.INVALID_REQUEST, BASIC, GRANT + "&client_id=watcher&client_secret=" + SECRET);
    }

    @Test
    void refusesAClientIdThatIsNotTheOneThatAuthenticates() {
        refuses(Code.INVALID_REQUEST, BASIC, GRANT + "&client_id=other");
        assertThat(endpoint.grant(BASIC, octets(GRANT + "&client_id=watcher")).tokenType())
                .isEqualTo("Bearer");
    }

    @Test
    void aSecretInTheHeaderIsFormEncodedAsRfc6749Asks() {
        Client odd =
                new Client("odd", Tenant.DEFAULT, ClientSecret.of("a+b:c d%e-f"), EnumSet.of(Scope.KEY_READ), null);
        TokenEndpoint endpoint = new TokenEndpoint(new Clients(List.of(odd)), access.issuer);

        Granted granted = endpoint.grant(basic("odd:a%2Bb%3Ac+d%25e-f"), octets(GRANT));

        assertThat(granted.scope()).isEqualTo("key:read");
    }

    @Test
    void noRefusalRepeatsASecret() {
        assertThatThrownBy(() -> endpoint.grant(basic("watcher:hunter2"), octets(GRANT)))
                .hasMessageNotContaining("hunter2");
        assertThat(ClientCredentials.of(BASIC, Form.parse(octets(GRANT))).toString())
                .doesNotContain(SECRET);
        assertThat(access.client.toString()).doesNotContain(SECRET);
    }

    private void refuses(Code code, String authorization, String body) {
        assertThatThrownBy(() -> endpoint.grant(authorization, octets(body)))
                .isInstanceOfSatisfying(OAuthError.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.status()).isEqualTo(code == Code.INVALID_CLIENT ? 401 : 400);
                });
    }

    private static byte[] octets(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
