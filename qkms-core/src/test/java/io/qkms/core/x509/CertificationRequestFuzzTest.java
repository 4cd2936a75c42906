package io.qkms.core.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.QkmsException;
import io.qkms.testsupport.Mutation;
import io.qkms.testsupport.Mutator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes in is a request or a refusal of the contract below 500, soon, and never another exception. */
class CertificationRequestFuzzTest {
    private static final int MUTATIONS = 1500;
    private static final Mutator MUTATOR = Mutator.seeded();

    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_44", "EC_P256", "ED25519", "RSA_3072"})
    void mutatedDerIsReadOrRefused(Algorithm algorithm) {
        byte[] original = original(algorithm);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> MUTATOR.mutations(original, MUTATIONS)
                        .forEach(mutation -> attempt(mutation, () -> {
                            CertificationRequest.ofDer("csr", mutation.bytes())
                                    .verifyProofOfPossession(TestKeys.MODULES);
                        })));
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256"})
    void mutatedPemIsReadOrRefused(Algorithm algorithm) {
        byte[] original = Pem.encode("CERTIFICATE REQUEST", original(algorithm)).getBytes(StandardCharsets.US_ASCII);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> MUTATOR.mutations(original, MUTATIONS)
                        .forEach(mutation -> attempt(
                                mutation,
                                () -> CertificationRequest.parse(
                                        "csr", new String(mutation.bytes(), StandardCharsets.ISO_8859_1)))));
    }

    private static byte[] original(Algorithm algorithm) {
        return CertificationRequest.create(
                TestKeys.key(algorithm, "fuzz"),
                TestChain.name("CN=게이트웨이,O=Q,C=KR"),
                TestChain.names("gateway.q", "10.0.0.1", "::1", "spiffe://q/edge", "ops@gateway.q"));
    }

    private static void attempt(Mutation mutation, Runnable reading) {
        try {
            reading.run();
        } catch (QkmsException refusal) {
            assertThat(refusal.code().httpStatus()).as(mutation.toString()).isLessThan(500);
            assertThat(refusal.details()).as(mutation.toString()).isNotEmpty();
        } catch (RuntimeException | StackOverflowError other) {
            throw new AssertionError(mutation.toString(), other);
        }
    }
}
