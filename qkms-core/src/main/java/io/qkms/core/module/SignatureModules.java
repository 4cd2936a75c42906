package io.qkms.core.module;

import io.qkms.core.algorithm.Algorithm;
import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.ErrorDetail;
import io.qkms.core.error.QkmsException;
import io.qkms.core.module.SignatureModule.GeneratedKey;
import io.qkms.core.module.SignatureModule.PrivateKeyHandle;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All signature modules, in order of preference. Each algorithm of each module must pass a known-answer test before its
 * first use and again after a failed operation; one that does not pass is out of service. An operation that a module fails
 * is given to the next one in service; when none is left the refusal is 50010.
 *
 * <p>Safe for use by many threads.
 */
public final class SignatureModules {
    private final Map<Algorithm, List<TestedModule>> modules = new EnumMap<>(Algorithm.class);

    /**
     * The given modules.
     *
     * @param inPreference the first that does an algorithm, and is in service, does it
     * @param clock dates the tests
     */
    public SignatureModules(List<SignatureModule> inPreference, InstantSource clock) {
        for (SignatureModule module : inPreference) {
            for (Algorithm algorithm : module.algorithms()) {
                modules.computeIfAbsent(algorithm, unused -> new ArrayList<>())
                        .add(new TestedModule(module, algorithm, clock));
            }
        }
    }

    /**
     * A fresh key pair.
     *
     * @throws QkmsException 40002 if no module does this algorithm, 50010 if every one failed
     */
    public GeneratedKey generate(Algorithm algorithm) {
        return firstInService(algorithm, module -> module.generate(algorithm));
    }

    /**
     * A private key ready to sign, in every module that does the algorithm: signing survives the failure of all but one.
     *
     * @param privateKey PKCS #8 as {@link SignatureModule} says; may be closed after this call
     * @throws IllegalArgumentException if it is not a private key of this algorithm
     * @throws QkmsException 40002 if no module does this algorithm, 50010 if every one failed
     */
    public PrivateKeyHandle load(Algorithm algorithm, PrivateKeyBytes privateKey) {
        List<Loaded> loaded = new ArrayList<>();
        IllegalArgumentException refusal = null;
        for (TestedModule tested : modulesFor(algorithm)) {
            try {
                loaded.add(new Loaded(tested, tested.module().load(algorithm, privateKey)));
            } catch (IllegalArgumentException e) {
                refusal = e;
            } catch (RuntimeException | LinkageError e) {
                tested.suspect(e);
            }
        }
        if (!loaded.isEmpty()) {
            return new FailoverHandle(algorithm, List.copyOf(loaded));
        }
        if (refusal != null) {
            throw refusal;
        }
        throw allFailed(algorithm, null);
    }

    /**
     * Whether the signature over the message holds.
     *
     * @param publicKey DER-encoded SubjectPublicKeyInfo
     * @param signature any octets; in X.509's encoding if it is to hold
     * @throws IllegalArgumentException if the public key is not a sound one of this algorithm
     * @throws QkmsException 40002 if no module does this algorithm, 50010 if every one failed
     */
    public boolean verify(Algorithm algorithm, byte[] publicKey, byte[] message, byte[] signature) {
        return firstInService(algorithm, module -> module.verify(algorithm, publicKey, message, signature));
    }

    /** What the last test of every algorithm in every module said; runs none. */
    public List<ModuleHealth> health() {
        return modules.values().stream()
                .flatMap(List::stream)
                .map(TestedModule::health)
                .toList();
    }

    /** Tests every algorithm of every module now; takes tenths of a second. What failed and passes now is in service again. */
    public void runKnownAnswerTests() {
        modules.values().forEach(tested -> tested.forEach(TestedModule::retest));
    }

    private <T> T firstInService(Algorithm algorithm, Function<SignatureModule, T> operation) {
        Throwable failure = null;
        for (TestedModule tested : modulesFor(algorithm)) {
            if (!tested.inService()) {
                continue;
            }
            try {
                return operation.apply(tested.module());
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                tested.suspect(e);
                failure = e;
            }
        }
        throw allFailed(algorithm, failure);
    }

    private List<TestedModule> modulesFor(Algorithm algorithm) {
        List<TestedModule> found = modules.get(algorithm);
        if (found == null) {
            throw new QkmsException(
                    ErrorCode.UNSUPPORTED_ALGORITHM,
                    List.of(new ErrorDetail(
                            "algorithm",
                            "algorithm.unavailable",
                            algorithm.displayName(),
                            modules.keySet().stream()
                                    .map(Algorithm::displayName)
                                    .toList())));
        }
        return found;
    }

    private static QkmsException allFailed(Algorithm algorithm, @Nullable Throwable cause) {
        return new QkmsException(
                ErrorCode.SIGNATURE_MODULE_FAILED,
                List.of(ErrorDetail.of("algorithm", "module.failed", algorithm.displayName())),
                null,
                cause);
    }

    private record Loaded(TestedModule tested, PrivateKeyHandle handle) {}

    /** Signs with the first module in service that has the key. */
    private static final class FailoverHandle implements PrivateKeyHandle {
        private final Algorithm algorithm;
        private final List<Loaded> loaded;

        private FailoverHandle(Algorithm algorithm, List<Loaded> loaded) {
            this.algorithm = algorithm;
            this.loaded = loaded;
        }

        @Override
        public byte[] sign(byte[] message) {
            Objects.requireNonNull(message);
            Throwable failure = null;
            for (Loaded candidate : loaded) {
                if (!candidate.tested().inService()) {
                    continue;
                }
                try {
                    return candidate.handle().sign(message);
                } catch (RuntimeException | LinkageError e) {
                    candidate.tested().suspect(e);
                    failure = e;
                }
            }
            throw allFailed(algorithm, failure);
        }
    }
}
