package io.qkms.core.policy;

import io.qkms.core.algorithm.Family;
import io.qkms.core.x509.KeyUsageBit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key usage that a profile certifies, per algorithm family. A request may ask for fewer bits and gets them all.
 *
 * @param otherwise the bits of every family that is not named; the profile's {@code "*"}
 * @param byFamily the bits of named families
 */
public record KeyUsageRule(Set<KeyUsageBit> otherwise, Map<Family, Set<KeyUsageBit>> byFamily) {
    private static final Set<KeyUsageBit> SIGNING =
            EnumSet.of(KeyUsageBit.DIGITAL_SIGNATURE, KeyUsageBit.NON_REPUDIATION);

    public KeyUsageRule {
        otherwise = Set.copyOf(otherwise);
        Map<Family, Set<KeyUsageBit>> copy = new EnumMap<>(Family.class);
        byFamily.forEach((family, bits) -> copy.put(family, Set.copyOf(bits)));
        byFamily = Collections.unmodifiableMap(copy);
        requireFit(null, otherwise);
        byFamily.forEach(KeyUsageRule::requireFit);
    }

    /** Signing keys sign, KEM keys encipher keys, RSA may do both (RFC 9881 §5, RFC 9935 §5); leaves certify nobody. */
    private static void requireFit(@Nullable Family family, Set<KeyUsageBit> bits) {
        Set<KeyUsageBit> fitting =
                family == Family.ML_KEM ? EnumSet.noneOf(KeyUsageBit.class) : EnumSet.copyOf(SIGNING);
        if (family == Family.RSA || family == Family.ML_KEM) {
            fitting.add(KeyUsageBit.KEY_ENCIPHERMENT);
        }
        if (bits.isEmpty() || !fitting.containsAll(bits)) {
            throw new IllegalArgumentException(
                    "key_usage of " + (family == null ? "*" : family) + ": " + bits + ", of " + fitting);
        }
    }

    /** The bits that a key of this family is certified with. */
    public Set<KeyUsageBit> of(Family family) {
        return byFamily.getOrDefault(family, otherwise);
    }

    List<Verdict> judge(Family family, @Nullable Set<KeyUsageBit> requested) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<KeyUsageBit> allowed = of(family);
        List<String> allowedNames =
                allowed.stream().map(KeyUsageBit::fieldName).sorted().toList();
        if (requested != null) {
            requested.stream()
                    .sorted()
                    .forEach(bit -> verdicts.add(new Verdict(
                            "key_usage", "key_usage", bit.fieldName(), allowedNames, allowed.contains(bit))));
        }
        return verdicts;
    }
}
