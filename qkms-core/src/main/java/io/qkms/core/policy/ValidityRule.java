package io.qkms.core.policy;

import io.qkms.core.x509.Certificate;
import io.qkms.core.x509.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a profile says of validity.
 *
 * @param standard how long a certificate is valid if the request does not say; the profile's {@code default}
 * @param maximum how long it may be valid at most
 */
public record ValidityRule(Duration standard, Duration maximum) {

    public ValidityRule {
        if (standard.isNegative() || standard.isZero() || standard.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("validity: default is positive and at most maximum");
        }
    }

    List<Verdict> judge(@Nullable Duration requested, Instant now, @Nullable Certificate issuer) {
        List<Verdict> verdicts = new ArrayList<>();
        if (requested != null) {
            boolean within = requested.compareTo(Duration.ZERO) > 0 && requested.compareTo(maximum) <= 0;
            verdicts.add(new Verdict(
                    "validity.maximum",
                    "validity",
                    Durations.print(requested),
                    List.of(Durations.print(maximum)),
                    within));
            if (issuer != null && within) {
                verdicts.add(new Verdict(
                        "validity.issuer",
                        "validity",
                        Durations.print(requested),
                        List.of(issuer.notAfter().toString()),
                        !Validity.from(now, requested).notAfter().isAfter(issuer.notAfter())));
            }
        } else if (issuer != null && !now.isBefore(issuer.notAfter())) {
            verdicts.add(new Verdict(
                    "validity.issuer",
                    "validity",
                    null,
                    List.of(issuer.notAfter().toString()),
                    false));
        }
        return verdicts;
    }

    /**
     * The validity of a certificate that is issued now: what was asked for, or the default shortened to the issuer's end.
     *
     * @param requested what the request asks for; null where it does not say
     */
    public Validity granted(@Nullable Duration requested, Instant now, Certificate issuer) {
        if (requested != null) {
            return Validity.from(now, requested);
        }
        Validity usual = Validity.from(now, standard);
        return usual.notAfter().isAfter(issuer.notAfter()) ? new Validity(usual.notBefore(), issuer.notAfter()) : usual;
    }
}
