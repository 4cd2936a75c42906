package io.qkms.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.slot.KeyPart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {
    private static final Instant NOW = Instant.parse("2026-12-31T23:59:59Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final Key key =
            Key.create("key_a", Usage.JWT_SIGNING, Algorithm.ML_DSA_65, null, false, "kid1", List.of(part(1)), NOW);

    @Test
    void signsWithItsFirstVersionAtOnce() {
        KeyVersion first = key.activeVersion();

        assertThat(first.version()).isEqualTo(1);
        assertThat(first.activatedAt()).isEqualTo(NOW);
        assertThat(first.retiresAt()).isNull();
    }

    @Test
    void signsWithTheNewVersionAfterARotation() {
        Key rotated = key.rotatedNow("kid2", List.of(part(2)), LATER);

        assertThat(rotated.activeVersion().version()).isEqualTo(2);
        assertThat(rotated.activeVersion().kid()).isEqualTo("kid2");
        assertThat(rotated.activeVersion().createdAt()).isEqualTo(LATER);
    }

    @Test
    void keepsTheOldVersionPublishedUntilItsLatestTokenHasExpired() {
        Instant expiry = LATER.plusSeconds(300);

        Key rotated = signed(signed(key, expiry), NOW).rotatedNow("kid2", List.of(part(2)), LATER);

        KeyVersion old = rotated.versionByKid("kid1").orElseThrow();
        assertThat(old.state()).isEqualTo(VersionState.RETIRING);
        assertThat(old.retiresAt()).isEqualTo(expiry);
        assertThat(rotated.published()).extracting(KeyVersion::kid).containsExactly("kid1", "kid2");
    }

    @Test
    void letsAVersionThatSignedNothingValidRetireAtOnce() {
        Key rotated = signed(key, NOW).rotatedNow("kid2", List.of(part(2)), LATER);

        assertThat(rotated.versionByKid("kid1").orElseThrow().retiresAt()).isEqualTo(LATER);
        assertThat(rotated.withRetired(LATER).published())
                .extracting(KeyVersion::kid)
                .containsExactly("kid2");
    }

    @Test
    void retiresNothingBeforeItIsDue() {
        Key rotated = signed(key, LATER).rotatedNow("kid2", List.of(part(2)), NOW);

        assertThat(rotated.withRetired(LATER.minusMillis(1))).isEqualTo(rotated);
        assertThat(rotated.withRetired(LATER).versionByKid("kid1").orElseThrow().state())
                .isEqualTo(VersionState.RETIRED);
    }

    @Test
    void putsRetirementOffWhenARetiringVersionSignsSomethingLonger() {
        Key rotated = signed(key.rotatedNow("kid2", List.of(part(2)), NOW), LATER);

        assertThat(rotated.versionByKid("kid1").orElseThrow().retiresAt()).isEqualTo(LATER);
        assertThat(rotated.activeVersion().latestExpiry()).isNull();
    }

    @Test
    void neverMovesRetirementForward() {
        Key rotated = signed(signed(key, LATER).rotatedNow("kid2", List.of(part(2)), NOW), NOW);

        assertThat(rotated.versionByKid("kid1").orElseThrow().retiresAt()).isEqualTo(LATER);
    }

    @Test
    void letsARetiredVersionSignNothing() {
        Key rotated = key.rotatedNow("kid2", List.of(part(2)), NOW).withRetired(NOW);

        assertThat(rotated.version(1).orElseThrow().signs(true, NOW)).isFalse();

        assertThatThrownBy(() -> signed(rotated, LATER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsOneActiveVersionThroughManyRotations() {
        Key rotated = key;
        for (int version = 2; version <= 5; version++) {
            rotated = rotated.rotatedNow("kid" + version, List.of(part(version)), NOW.plusSeconds(version));
        }

        assertThat(rotated.versions())
                .extracting(KeyVersion::state)
                .containsExactly(
                        VersionState.RETIRING,
                        VersionState.RETIRING,
                        VersionState.RETIRING,
                        VersionState.RETIRING,
                        VersionState.ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({"DISABLED, key.disabled", "DESTROYING, key.destroying"})
    void signsAndRotatesNothingInAnyOtherState(KeyState state, String rule) {
        Key unusable =
                new Key(key.id(), key.usage(), key.algorithm(), null, false, state, key.createdAt(), key.versions());

        assertThat(List.<Runnable>of(unusable::activeVersion, () -> unusable.rotatedNow("kid2", List.of(part(2)), NOW)))
                .allSatisfy(operation -> {
                    QkmsException refusal = catchThrowableOfType(QkmsException.class, operation::run);
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(refusal.details()).containsExactly(ErrorDetail.of("key_id", rule, "key_a"));
                });
    }

    @Test
    void letsARetiringVersionSignWhereItIsNamedUntilItIsDue() {
        Key rotated = signed(key, LATER).rotatedNow("kid2", List.of(part(2)), NOW);
        KeyVersion old = rotated.version(1).orElseThrow();

        assertThat(old.signs(true, NOW)).isTrue();
        assertThat(old.signs(false, NOW)).isFalse();
        assertThat(old.signs(true, LATER)).isFalse();
        assertThat(rotated.activeVersion().signs(false, NOW)).isTrue();
    }

    @Test
    void publishesAPendingVersionAndSignsWithTheOldOne() {
        Key pending = key.withPending("kid2", List.of(part(2)), LATER);

        assertThat(pending.activeVersion().kid()).isEqualTo("kid1");
        assertThat(pending.published()).extracting(KeyVersion::kid).containsExactly("kid1", "kid2");
        assertThat(pending.version(2).orElseThrow().signs(true, LATER)).isFalse();
    }

    @Test
    void signsWithAPendingVersionOnceItIsActivated() {
        Key activated = key.withPending("kid2", List.of(part(2)), NOW).activated(2, LATER);

        assertThat(activated.activeVersion().kid()).isEqualTo("kid2");
        assertThat(activated.activeVersion().createdAt()).isEqualTo(NOW);
        assertThat(activated.activeVersion().activatedAt()).isEqualTo(LATER);
        assertThat(activated.version(1).orElseThrow().state()).isEqualTo(VersionState.RETIRING);
    }

    @Test
    void retiresAPendingVersionThatALaterOneOvertook() {
        Key overtaken = key.withPending("kid2", List.of(part(2)), NOW)
                .withPending("kid3", List.of(part(3)), NOW)
                .activated(3, LATER)
                .withRetired(LATER);

        assertThat(overtaken.published()).extracting(KeyVersion::kid).containsExactly("kid3");
        assertThat(overtaken.version(2).orElseThrow().activatedAt()).isNull();
        assertThatThrownBy(() -> overtaken.activated(2, LATER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsOnWhereRetiredVersionsAreLeftOut() {
        Key rotated = key.rotatedNow("kid2", List.of(part(2)), NOW).withRetired(NOW);

        assertThat(with(rotated.published()).nextVersion()).isEqualTo(3);
    }

    @Test
    void hasVersionsThatRise() {
        Key rotated = key.rotatedNow("kid2", List.of(part(2)), NOW);

        assertThatThrownBy(() -> with(
                        List.of(rotated.versions().get(1), rotated.versions().get(0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasExactlyOneActiveVersionWhileItIsNotDestroyed() {
        KeyVersion retired = key.activeVersion().retiring(NOW).retired();

        assertThatThrownBy(() -> new Key(
                        "key_a",
                        Usage.JWT_SIGNING,
                        Algorithm.ML_DSA_65,
                        null,
                        false,
                        KeyState.ACTIVE,
                        NOW,
                        List.of(retired)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Key with(List<KeyVersion> versions) {
        return new Key(key.id(), key.usage(), key.algorithm(), null, false, KeyState.ACTIVE, key.createdAt(), versions);
    }

    /** The key, whose first version has signed what expires then. */
    private Key signed(Key before, Instant expiry) {
        return new Key(
                before.id(),
                before.usage(),
                before.algorithm(),
                null,
                false,
                before.state(),
                before.createdAt(),
                before.versions().stream()
                        .map(version -> version.version() == 1 ? version.signing(expiry) : version)
                        .toList());
    }

    private static KeyPart part(int version) {
        return new KeyPart("key_a", version, 0, "default", Algorithm.ML_DSA_65, new byte[1], new byte[] {1}, null);
    }
}
