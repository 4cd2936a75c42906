package io.qkms.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.core.status.CertificateId;
import io.qkms.core.status.CertificateId.Hash;
import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.SerialNumber;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OcspAnswersTest {
    private static final Certificate ISSUER = TestCertificate.selfSigned();
    private static final BigInteger SERIAL = BigInteger.valueOf(77);
    private static final CertificateId BY_SHA1 = id(Hash.SHA_1);
    private static final CertificateId BY_SHA256 = id(Hash.SHA_256);

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final OcspAnswers answers = new OcspAnswers(() -> now, 1 << 20);

    @Test
    void givesAnAnswerToTheSameQuestionOnly() {
        answers.put(BY_SHA1, answer(BY_SHA1), answers.stamp(SERIAL));

        assertThat(answers.get(BY_SHA1)).isPresent();
        assertThat(answers.get(BY_SHA256)).isEmpty();
    }

    @Test
    void keepsOneAnswerForEachHashAlgorithm() {
        answers.put(BY_SHA1, answer(BY_SHA1), answers.stamp(SERIAL));
        answers.put(BY_SHA256, answer(BY_SHA256), answers.stamp(SERIAL));

        assertThat(answers.get(BY_SHA1).orElseThrow().freshness().certificate()).isEqualTo(BY_SHA1);
        assertThat(answers.get(BY_SHA256).orElseThrow().freshness().certificate())
                .isEqualTo(BY_SHA256);
    }

    @Test
    void givesNoneFromHalfOfItsLifeOn() {
        answers.put(BY_SHA1, answer(BY_SHA1), answers.stamp(SERIAL));

        now = now.plus(Duration.ofHours(2)).minusSeconds(1);
        assertThat(answers.get(BY_SHA1)).isPresent();
        now = now.plusSeconds(1);
        assertThat(answers.get(BY_SHA1)).isEmpty();
    }

    @Test
    void forgetsAllAnswersAboutACertificateAtOnce() {
        answers.put(BY_SHA1, answer(BY_SHA1), answers.stamp(SERIAL));
        answers.put(BY_SHA256, answer(BY_SHA256), answers.stamp(SERIAL));

        answers.forget(SERIAL);

        assertThat(answers.get(BY_SHA1)).isEmpty();
        assertThat(answers.get(BY_SHA256)).isEmpty();
    }

    @Test
    void keepsNoAnswerThatWasBeingSignedWhenTheStatusChanged() {
        long before = answers.stamp(SERIAL);
        OcspAnswer outdated = answer(BY_SHA1);

        answers.forget(SERIAL);
        answers.put(BY_SHA1, outdated, before);

        assertThat(answers.get(BY_SHA1)).isEmpty();
    }

    private OcspAnswer answer(CertificateId id) {
        return new OcspAnswer(
                new byte[] {1},
                new OcspAnswer.Freshness("tag", id, now, now.plus(Duration.ofHours(2)), now.plus(Duration.ofHours(4))));
    }

    private static CertificateId id(Hash hash) {
        return CertificateId.of(hash, ISSUER, new SerialNumber(SERIAL));
    }
}
