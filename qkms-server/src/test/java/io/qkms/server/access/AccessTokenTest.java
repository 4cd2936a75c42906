package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import io.qkms.core.jose.Jws;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens as RFC 9068 profiles them. */
class AccessTokenTest {
    private final AccessFixture access = new AccessFixture();

    @Test
    void aTokenSaysWhatRfc9068Asks() {
        Jws token = Jws.parse("token", access.token());
        JsonNode claims = token.claims("token");

        assertThat(token.header().typ()).contains("at+jwt");
        assertThat(token.header().alg()).isEqualTo("ML-DSA-44");
        assertThat(token.header().kid()).contains(access.keys.active().kid());
        assertThat(claims.path("iss").textValue()).isEqualTo("https://q.example:8443");
        assertThat(claims.path("aud").textValue()).isEqualTo("qkms");
        assertThat(claims.path("sub").textValue()).isEqualTo("watcher");
        assertThat(claims.path("client_id").textValue()).isEqualTo("watcher");
        assertThat(claims.path("tenant").textValue()).isEqualTo("default");
        assertThat(claims.path("scope").textValue()).isEqualTo("cert:read key:create key:read");
        assertThat(claims.path("iat").longValue()).isEqualTo(access.now.getEpochSecond());
        assertThat(claims.path("exp").longValue()).isEqualTo(access.now.getEpochSecond() + 3600);
        assertThat(claims.path("jti").textValue()).hasSize(22);
    }

    @Test
    void twoTokensHaveDifferentIdentifiers() {
        assertThat(jti(access.token())).isNotEqualTo(jti(access.token()));
    }

    private static String jti(String token) {
        return Jws.parse("token", token).claims("token").path("jti").textValue();
    }

    @Test
    void aClientsOwnLifetimeWins() {
        Client hasty = new Client(
                "hasty", Tenant.DEFAULT, ClientSecret.of("x"), EnumSet.of(Scope.KEY_READ), Duration.ofMinutes(2));

        assertThat(access.issuer.issue(hasty, hasty.scopes()).lifetime()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aTokenProvesItsClientItsTenantAndItsScopes() {
        Caller caller = access.verifier.verify(access.token()).caller();

        assertThat(caller.clientId()).isEqualTo("watcher");
        assertThat(caller.tenant()).isEqualTo("default");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("cert:read", "key:read", "key:create");
    }

    @Test
    void aTokenHoldsUntilTheSecondInWhichItExpires() {
        String token = access.token();
        access.now = Instant.parse("2026-11-21T12:59:59.9Z");
        assertThat(access.verifier.verify(token).caller().clientId()).isEqualTo("watcher");

        access.now = Instant.parse("2026-11-21T13:00:00Z");
        refuses("token.expired", token);
    }

    @Test
    void refusesATokenBeforeItsTime() {
        refuses("token.not_yet_valid", access.signed(access.claims().put("nbf", access.now.getEpochSecond() + 1)));
    }

    @Test
    void refusesATokenForAnotherAudience() {
        refuses("token.audience", access.signed(access.claims().put("aud", "shop")));
    }

    @Test
    void takesATokenForSeveralAudiencesOfWhichOneIsUs() {
        ObjectNode claims = access.claims();
        claims.putArray("aud").add("shop").add("qkms");

        assertThat(access.verifier.verify(access.signed(claims)).caller().clientId())
                .isEqualTo("watcher");
    }

    @Test
    void refusesATokenForSeveralOtherAudiences() {
        ObjectNode claims = access.claims();
        claims.putArray("aud").add("shop").add("qkms-staging");

        refuses("token.audience", access.signed(claims));
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        refuses("token.issuer", access.signed(access.claims().put("iss", "https://elsewhere.example")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "exp", "client_id", "tenant"})
    void refusesATokenWithoutAClaimThatMatters(String claim) {
        ObjectNode claims = access.claims();
        claims.remove(claim);

        assertThatThrownBy(() -> access.verifier.verify(access.signed(claims))).isInstanceOf(QkmsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "-1", "1.5", "1e400", "99999999999999999999999", "null", "[]"})
    void refusesATokenWhoseExpiryIsNoTime(String exp) throws Exception {
        String json = access.claims().toString().replaceFirst("\"exp\":\\d+", "\"exp\":" + exp);
        ObjectNode claims = (ObjectNode) new com.fasterxml.jackson.databind.ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(json);

        refuses("token.malformed", access.signed(claims));
    }

    @Test
    void takesAnExpiryInTheFarthestFuture() {
        String token = access.signed(access.claims().put("exp", Long.MAX_VALUE));

        assertThat(access.verifier.verify(token).caller().clientId()).isEqualTo("watcher");
    }

    @Test
    void refusesAnotherKindOfTokenUnderTheSameKey() {
        refuses("token.type", access.signed("JWT", access.claims()));
        refuses("token.type", access.signed(null, access.claims()));
    }

    @Test
    void takesTheTypeInItsLongForm() {
        assertThat(access.verifier
                        .verify(access.signed("application/at+jwt", access.claims()))
                        .caller()
                        .clientId())
                .isEqualTo("watcher");
    }

    @Test
    void refusesATokenOfAKeyThatIsNotOurs() {
        refuses("token.key", AccessFixture.signed(access.new Keys(Algorithm.ML_DSA_44), "at+jwt", access.claims()));
    }

    @Test
    void refusesATokenWithoutSignature() {
        String unsigned = b64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + payload(access.token()) + ".";

        refuses("token.malformed", unsigned);
        refuses("token.malformed", unsigned + "AAAA");
    }

    @Test
    void refusesATokenThatNamesOurKeyWithAnotherAlgorithm() {
        String header = b64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\""
                + access.keys.active().kid() + "\"}");

        refuses("token.algorithm", header + "." + payload(access.token()) + ".AAAA");
    }

    @Test
    void refusesATokenWhoseClaimsWereChanged() {
        String[] parts = access.token().split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("key:read", "key:rotate");

        refuses("token.signature", parts[0] + "." + b64(claims) + "." + parts[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "garbage", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA.BBBB"})
    void refusesWhatIsNoTokenAtAll(String garbage) {
        assertThatThrownBy(() -> access.verifier.verify(garbage))
                .isInstanceOfSatisfying(QkmsException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                    assertThat(refusal.details().getFirst().value()).isNull();
                });
    }

    @Test
    void refusesATokenOfAClientThatIsGone() {
        refuses("token.client", access.signed(access.claims().put("client_id", "gone")));
    }

    @Test
    void refusesATokenThatMovesItsClientToAnotherTenant() {
        refuses("token.client", access.signed(access.claims().put("tenant", "system")));
    }

    @Test
    void aTokenPermitsNothingThatWasTakenFromItsClientSince() {
        String token = access.signed(access.claims().put("scope", "cert:read client:admin"));

        assertThat(access.verifier.verify(token).caller().scopes()).containsExactly("cert:read");
    }

    private void refuses(String rule, String token) {
        assertThatThrownBy(() -> access.verifier.verify(token)).isInstanceOfSatisfying(QkmsException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refusal.details().getFirst().rule()).isEqualTo(rule);
        });
    }

    private static String payload(String token) {
        return token.split("\\.")[1];
    }

    private static String b64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
