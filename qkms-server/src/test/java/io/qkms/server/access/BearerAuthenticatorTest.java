package io.qkms.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerAuthenticatorTest {
    private final AccessFixture access = new AccessFixture();
    private final AtomicInteger verifications = new AtomicInteger();
    private final BearerAuthenticator authenticator = new BearerAuthenticator(
            new AccessTokenVerifier(
                    access.policy,
                    access.keys,
                    (algorithm, key, message, signature) -> {
                        verifications.incrementAndGet();
                        return access.modules.verify(algorithm, key, message, signature);
                    },
                    access.clients,
                    access.clock),
            access.clock);

    @Test
    void verifiesATokenOnceAndThenRemembersIt() {
        String header = "Bearer " + access.token();
        assertThat(authenticator.remembered(header)).isEmpty();

        Caller caller = authenticator.authenticate(header);

        assertThat(authenticator.authenticate(header)).isEqualTo(caller);
        assertThat(authenticator.remembered(header)).contains(caller);
        assertThat(verifications).hasValue(1);
    }

    @Test
    void forgetsATokenThatHasExpired() {
        String header = "Bearer " + access.token();
        authenticator.authenticate(header);
        access.now = access.now.plusSeconds(3600);

        assertThat(authenticator.remembered(header)).isEmpty();
        refuses("token.expired", header);
    }

    @Test
    void theSchemeIsWrittenInAnyCase() {
        assertThat(authenticator.authenticate("bearer " + access.token()).clientId())
                .isEqualTo("watcher");
    }

    @Test
    void tellsAMissingTokenFromABadOne() {
        refuses("token.missing", null);
        refuses("token.malformed", "");
        refuses("token.malformed", "Bearer");
        refuses("token.malformed", "Bearer ");
        refuses("token.malformed", "Basic d2F0Y2hlcjp4");
        refuses("token.malformed", "Bearer a b");
        refuses("token.malformed", "Bearer häßlich");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer garbage", "", "Bearer", "Basic x"})
    void remembersNothingOfWhatWasNeverVerified(String header) {
        assertThat(authenticator.remembered(header)).isEmpty();
    }

    private void refuses(String rule, String header) {
        assertThatThrownBy(() -> authenticator.authenticate(header))
                .isInstanceOfSatisfying(QkmsException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                    assertThat(refusal.details().getFirst().rule()).isEqualTo(rule);
                });
    }
}
